"""Blocks: what a section consists of, on screen and on paper."""


class Block:
    """One block of a document."""
