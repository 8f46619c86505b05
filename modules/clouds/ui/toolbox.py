"""The tools of the page of point clouds, in the order of their buttons."""

from collections.abc import Callable

from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.comparing import Comparing
from modules.clouds.ui.measuring import Measuring
from modules.clouds.ui.pictures import Pictures
from modules.clouds.ui.pinning import Pinning
from modules.clouds.ui.registering import Registering
from modules.clouds.ui.saving import Saving
from modules.clouds.ui.slicing import Slicing
from modules.clouds.ui.spacing import Space
from modules.clouds.ui.viewing import Viewing

TOOLBOX: tuple[Callable[[Bench], BenchTool], ...] = (
    Measuring, Viewing, Pinning, Pictures, Saving, Registering, Comparing, Slicing, Space,
)
