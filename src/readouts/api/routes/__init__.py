"""The routes of the API, by topic; each module has one ``router``."""
