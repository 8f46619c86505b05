"""Electronic data in the dossier, and the form that is printed where it is secured."""

from modules.edata.sections.acquisitions import build_acquisitions, build_form, build_list
from modules.edata.sections.images import build_images
from modules.edata.sections.logs import build_logs
from modules.edata.sections.media import build_recordings
from workstation.api import N_, Section

SECTIONS = (
    Section("edata.form", N_("Record and list of electronic data (提取固定清单)"), "extraction", build_form),
    Section("edata.pages", N_("Electronic data"), "extraction", build_acquisitions),
    Section("edata.logs", N_("Logs"), "extraction", build_logs),
    Section("edata.recordings", N_("Video recordings"), "videos", build_recordings),
    Section("edata.images", N_("Disk images"), "extraction", build_images),
    Section("edata.list", N_("Record and list of electronic data (提取固定清单)"), "sheet", build_list,
            document="edata-list"),
)
