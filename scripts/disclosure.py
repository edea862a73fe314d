"""Reads schemas/disclosure.json for the scripts that write from it.

The JSON format names elements of the 837P (`as`) and inherits what is said of them: here they are put together.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "schemas/disclosure.json"


def formats():
    return json.loads(SOURCE.read_text())["formats"]


def elements(form):
    """Every element of the 837P by its place: `2010AA NM103 organization`, with the conditions of its segment."""
    found = {}
    for segment in form["segments"]:
        for element in segment["elements"]:
            variant = f" {segment['variant']}" if "variant" in segment else ""
            place = f"{segment['loop']} {segment['segment']}{element['at']}"
            conditions = [item["when"] for item in (segment, element) if "when" in item]
            found[place + variant] = {"rule": segment["rule"], **element, "conditions": conditions, "place": place}
    return found


def member(given, holder, known):
    """One member of the JSON format, with what it inherits. Situational where a condition is left that the object
    around it does not have already."""
    inherited = known[given["as"]] if "as" in given else {"conditions": [], "place": ""}
    whole = {**inherited, **given, "is_own": "as" not in given or "pattern" in given}
    path = ".".join(part for part in (holder["at"], given["at"]) if part)
    conditions = [given["when"]] if "when" in given else inherited["conditions"]
    whole["conditions"] = [one for one in dict.fromkeys(conditions) if one not in holder["conditions"]]
    if whole["class"] in ("required", "situational"):
        whole["class"] = "situational" if whole["conditions"] else "required"
    elif whole["conditions"]:
        sys.exit(f"{path}: a constant or generated member stands in every claim")
    return {**whole, "path": path}


def documents():
    """The objects of the JSON format, each with its members put together, in the order in which they are written.
    `around`: the conditions of an object and of those that it stands in."""
    form = formats()["json"]
    known = elements(formats()[form["of"]])
    found = []
    for given in form["objects"]:
        whole = {**given, "conditions": [given["when"]] if "when" in given else []}
        above = next((one for one in found if given["at"].startswith(one["at"] + ".")), None)
        whole["around"] = whole["conditions"] + (above["around"] if above else [])
        holder = {"at": given["at"], "conditions": whole["around"]}
        found.append({**whole, "members": [member(one, holder, known) for one in given["members"]]})
    return found
