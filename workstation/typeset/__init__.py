"""Blocks to PDF: what a section says is laid out here, and nowhere else.

Sections return the plain data of ``blocks``; ``part.render_part`` lays one part out, in a process of its own if
wanted; ``assemble.assemble`` joins the parts into one PDF/A-2b file. The same blocks give the same bytes.
"""
