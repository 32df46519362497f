"""Typeset one document in a process of its own: the job as JSON on stdin, its bytes on stdout, the reason on stderr.

Run by pdf.py, never imported by it: Typst keeps some 150 MB for each different document it has set, and a template
that loops or swells must take nobody with it. It imports nothing of the product, so that it starts at once.
"""

import json
import resource
import sys

MEMORY = 2 * 1024**3  # address space, fonts mapped in; a page of ours takes a fifth of it

REFUSED, TYPST_FAILED = 3, 4  # exit codes


def limit(seconds: int) -> None:
    """Let this process have no more than its share, also when nobody is left to stop it."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 5, seconds + 10))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS takes no limit on address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> int:
    job = json.load(sys.stdin)
    limit(job["seconds"])

    import typst  # after the limits, which are to hold for it too

    try:
        document, warnings = typst.compile_with_warnings(
            job["source"].encode(),
            root=job["root"],
            font_paths=[job["fonts"]],
            ignore_system_fonts=True,
            package_path=job["root"],  # the templates use no package, and none is fetched
            package_cache_path=job["root"],
            sys_inputs={"job": json.dumps(job["inputs"])},
            format=job["format"],
            ppi=110,  # of PNG; A4 becomes 910 pixels wide
            timestamp=0,  # the same data gives the same bytes
        )
    except typst.TypstError as error:
        print(error.message, *error.hints, sep="\n", file=sys.stderr)
        return TYPST_FAILED
    for warning in warnings:
        print(warning.message, file=sys.stderr)
    if any("unknown font family" in warning.message for warning in warnings):
        return REFUSED  # the page would come out in another face than the one it was drawn in
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())
