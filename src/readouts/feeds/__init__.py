"""Feeds that never end: followed politely, kept through the same door as ``readouts add``, and told of when they change.

``Watcher`` does it, ``settings_from`` reads FEEDS.toml, ``State`` is what survives a restart.
"""
