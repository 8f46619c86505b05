"""The map (一张图): layers, the case at its place, measuring, the orientation map of the dossier."""
