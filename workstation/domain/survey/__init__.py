"""Surveying: points placed by what was measured, adjustments, fits, and what they leave uncertain.

Axes everywhere: x to the right or east, y up or north, metres. Bearings and clockwise angles are degrees from north
(the y axis). Uncertainties are standard uncertainties (one sigma) unless a name says otherwise.
"""
