"""The only Qt in the plugin."""
