#!/usr/bin/env python3
"""Writes the reference pages of docs/ in the registry's layout, from the specs and the examples.

    tools/docs/generate.py            writes the pages that changed, removes those of types that are gone
    tools/docs/generate.py --check    writes nothing; names the pages that are not up to date and the command that mends it

A page has the frontmatter that the registry reads, the example of examples/, arguments, attributes, timeouts and import.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0:0] = [str(ROOT / "tools"), str(ROOT / "tools" / "docs")]
from pages import function_page, provider_page, spec_page  # noqa: E402
from spec.compile import compile_all  # noqa: E402
from spec.problems import Problems  # noqa: E402

FOLDERS = {"resource": "resources", "data": "data-sources"}


def all_pages():
    """{path below docs/: text}"""
    problems = Problems()
    project = compile_all(ROOT / "schemas", problems)
    lines = problems.lines()
    if lines:
        sys.exit("\n".join(lines))
    pages = {"index.md": provider_page(ROOT, project.blocks["engine_provider_block"].attributes)}
    for function in project.functions:
        pages[f"functions/{function.name}.md"] = function_page(ROOT, function)
    for spec in project.specs:
        for name in (spec.type, *spec.aliases):
            path = f"{FOLDERS[spec.kind]}/{name.removeprefix('aws_')}.md"
            pages[path] = spec_page(ROOT, spec, name, project.apis[spec.service].facts["sdk_id"])
    return pages


def stale(docs, pages):
    """Paths below docs/ that differ from what they should be, or should not be there."""
    there = {p.relative_to(docs).as_posix() for folder in (*FOLDERS.values(), "functions") for p in (docs / folder).glob("*.md")}
    differ = {path for path, text in pages.items()
              if not (docs / path).exists() or (docs / path).read_text(encoding="utf-8") != text}
    return sorted(differ | (there - set(pages)))


def main():
    parser = argparse.ArgumentParser(description="Write the reference pages of docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where a page is not up to date")
    check = parser.parse_args().check
    docs, pages = ROOT / "docs", all_pages()
    paths = stale(docs, pages)
    if check:
        if paths:
            print("\n".join(f"docs/{path} is not up to date" for path in paths))
            print("mend it with: .venv/bin/python tools/docs/generate.py")
        return 1 if paths else 0
    for path in paths:
        target = docs / path
        if path not in pages:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(pages[path], encoding="utf-8")
    print(f"{len(pages)} pages, {len(paths)} written or removed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
