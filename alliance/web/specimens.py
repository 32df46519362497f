"""Values with which the components page shows every component in every state."""


def context() -> dict:
    return {}
