"""Where the raw files lie in the folder that an investigator receives."""

PHOTOGRAPHS = "现场照片"
BY_KIND = {
    "orientation": "现场照片/1方位",
    "overview": "现场照片/2概貌",
    "key": "现场照片/3重点部位",
    "detail": "现场照片/4细目",
    "unclassified": "现场照片",
}
SCANS = "扫描"
VIDEO = "视频"
ELECTRONIC = "电子数据"
STATEMENTS = "询问"
PAPERS = "文书"
EXHIBITS = "物证"
VIDEO_FILE = "门前廊道监控.avi"
PANEL_FILE = "火灾报警控制器历史记录.txt"
METER_FILE = "电表负荷记录.csv"
ACCESS_FILE = "门禁通行记录.csv"
STICK_FILE = "考勤机U盘.dd"
SIMULATION = "模拟"
ZONES_FILE = "12号车间双区模型_compartments.csv"
EXHIBIT_LIST_FILE = "证据清单.csv"
SURVEY = "测绘"
BUILDINGS_FILE = "周边建筑.geojson"
AERIAL_FILE = "航拍正射影像.tif"
NOTICE_FILE = "演示数据说明.txt"
