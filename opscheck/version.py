"""opscheck's own version, read only where somebody asks."""


def version() -> str:
    """The installed version of opscheck."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("opscheck")
    except PackageNotFoundError:
        return "0+unknown"
