"""The table of contents of the plugin; data only, so that it loads fast and without Qt."""

from workstation.api import N_, Check, Importer, Module, Page, Search, Stage, Timeline

from . import checks, importers, search, timeline

MODULE = Module(
    id="weather_notes",
    title=N_("Weather"),
    stage=Stage.SCENE,
    pages=(
        Page("weather_notes.page", N_("Weather"), "cloud", view="weather_notes.ui.page:WeatherPage", order=90),
    ),
    importers=(
        Importer(
            "weather_notes.station",
            N_("Weather station readings"),
            (".csv",),
            importers.recognise,
            parse="weather_notes.importers:parse",
            store=importers.store,
            priority=10,
        ),
    ),
    timelines=(Timeline("weather_notes.readings", N_("Weather"), timeline.items),),
    searches=(
        Search("weather_notes.readings", N_("Weather"), "weather_notes.page", search.entries, evidence=True),
    ),
    checks=(
        Check("weather_notes.wind", N_("Strong wind is on record"), "GB/T 28591 表1", checks.strong_wind),
    ),
)
