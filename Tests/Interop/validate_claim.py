#!/usr/bin/env python3
"""Validates claims as JSON against schemas/claim.schema.json with jsonschema (PyPI), as whoever takes them would.

    validate_claim.py SCHEMA FILE...

Exit 0: the schema is one of JSON Schema 2020-12, closed everywhere, and every file is what it says.
Exit 1: one or more are not; a line for each says where, and never a value.
Exit 2: nothing was read.
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError


def open_places(schema, place="$"):
    """Objects that would let a member in that they do not list."""
    if not isinstance(schema, dict):
        return []
    found = []
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        found.append(place)
    for name, below in schema.get("properties", {}).items():
        found += open_places(below, f"{place}.{name}")
    return found + open_places(schema.get("items"), place + "[]")


def undescribed(schema, place="$"):
    if not isinstance(schema, dict):
        return []
    found = [] if "description" in schema or place.endswith("[]") else [place]
    for name, below in schema.get("properties", {}).items():
        found += undescribed(below, f"{place}.{name}")
    return found + (undescribed(schema["items"], place + "[]") if "items" in schema else [])


def members(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a member stands twice")
    return dict(pairs)


def refusals(validator, path):
    try:
        document = json.loads(path.read_text("ascii"), object_pairs_hook=members)
    except ValueError as error:
        return [f"no JSON: {type(error).__name__}"]
    return [
        f"{'.'.join(map(str, error.absolute_path)) or '$'}: {error.validator}"
        for error in validator.iter_errors(document)
    ]


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        print("the schema is none of JSON Schema 2020-12")
        return 1
    wrong = [f"schema, {place}: is open" for place in open_places(schema)]
    wrong += [f"schema, {place}: says nothing of itself" for place in undescribed(schema)]
    validator = Draft202012Validator(schema)
    for name in sys.argv[2:]:
        wrong += [f"{name}: {refusal}" for refusal in refusals(validator, pathlib.Path(name))]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
