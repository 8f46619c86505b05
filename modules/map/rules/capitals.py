"""The seats of the provinces of China, as points with names: the orientation layer that ships.

Points and names only, no border: borders follow the official standard map, which has to be taken in with its 审图号.
Places to a hundredth of a degree, from general knowledge: for orientation, not for measuring.
"""

CAPITALS: tuple[tuple[str, str, float, float], ...] = (
    ("北京", "Beijing", 116.41, 39.90), ("天津", "Tianjin", 117.20, 39.08), ("石家庄", "Shijiazhuang", 114.51, 38.04),
    ("太原", "Taiyuan", 112.55, 37.87), ("呼和浩特", "Hohhot", 111.75, 40.84), ("沈阳", "Shenyang", 123.43, 41.81),
    ("长春", "Changchun", 125.32, 43.82), ("哈尔滨", "Harbin", 126.53, 45.80), ("上海", "Shanghai", 121.47, 31.23),
    ("南京", "Nanjing", 118.80, 32.06), ("杭州", "Hangzhou", 120.16, 30.27), ("合肥", "Hefei", 117.23, 31.82),
    ("福州", "Fuzhou", 119.30, 26.07), ("南昌", "Nanchang", 115.86, 28.68), ("济南", "Jinan", 117.12, 36.65),
    ("郑州", "Zhengzhou", 113.63, 34.75), ("武汉", "Wuhan", 114.31, 30.59), ("长沙", "Changsha", 112.94, 28.23),
    ("广州", "Guangzhou", 113.26, 23.13), ("南宁", "Nanning", 108.37, 22.82), ("海口", "Haikou", 110.20, 20.04),
    ("重庆", "Chongqing", 106.55, 29.56), ("成都", "Chengdu", 104.07, 30.57), ("贵阳", "Guiyang", 106.63, 26.65),
    ("昆明", "Kunming", 102.83, 24.88), ("拉萨", "Lhasa", 91.14, 29.65), ("西安", "Xi'an", 108.94, 34.34),
    ("兰州", "Lanzhou", 103.83, 36.06), ("西宁", "Xining", 101.78, 36.62), ("银川", "Yinchuan", 106.23, 38.49),
    ("乌鲁木齐", "Ürümqi", 87.62, 43.82), ("台北", "Taipei", 121.52, 25.03), ("香港", "Hong Kong", 114.17, 22.28),
    ("澳门", "Macao", 113.54, 22.20),
)  # fmt: skip
