"""Qt's own texts, such as those of file dialogs, the menus of text fields, OK and Cancel, in the window's language."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

_CATALOGUES = {"zh": "qtbase_zh_CN"}  # English is what Qt says by itself


class ToolkitWords(QTranslator):
    """Ends with its parent, so that a window that is closed leaves nothing behind."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def speak(self, language: str) -> None:
        """Take another language for what is made from now on."""
        QCoreApplication.removeTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language in _CATALOGUES and self.load(_CATALOGUES[language], folder):
            QCoreApplication.installTranslator(self)
