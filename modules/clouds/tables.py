"""The tables of point clouds."""

from modules.clouds.records import (
    Cloud,
    Deviation,
    FrameFit,
    LineOfSight,
    Measure,
    NamedView,
    PhotoPose,
    Pin,
    Product,
    Registration,
    Scan,
)
from workstation.api import record_table

TABLES = (
    record_table("clouds", Cloud, index=("file_id",)),
    record_table("cloud_scans", Scan, index=("cloud_id",)),
    record_table("cloud_views", NamedView, index=("cloud_id",)),
    record_table("cloud_measures", Measure, index=("cloud_id",)),
    record_table("cloud_registrations", Registration, index=("cloud_id", "reference_id")),
    record_table("cloud_frame_fits", FrameFit, index=("cloud_id",)),
    record_table("cloud_pins", Pin, index=("cloud_id",)),
    record_table("cloud_deviations", Deviation, index=("cloud_id",)),
    record_table("cloud_photo_poses", PhotoPose, index=("cloud_id", "file_id")),
    record_table("cloud_sights", LineOfSight, index=("cloud_id",)),
    record_table("cloud_products", Product, index=("cloud_id",)),
)
