"""Makes schemas/claim.schema.json, the JSON format of a claim, from schemas/disclosure.json."""
import json
import re

from disclosure import documents, formats

ABOUT = """One claim, for a clearinghouse or business associate that makes the standard transaction (X12 837P, \
005010X222A1) of it: a provider's electronic claim to a health plan has to be that (45 CFR 162.923(a)). Each claim is one \
POST request with an Idempotency-Key of its own. Every value is a string; texts are in X12's basic characters. Generated \
from schemas/disclosure.json by scripts/embed-disclosure."""


def is_literal(pattern):
    return re.fullmatch(r"[A-Z0-9]+(\|[A-Z0-9]+)*", pattern)


def value(member):
    """The schema of one value: a constant, a list of codes, or a pattern for the whole of it."""
    pattern = member["pattern"]
    found = {"type": "string"}
    if is_literal(pattern):
        codes = pattern.split("|")
        return {"const": codes[0]} if len(codes) == 1 else {"enum": codes}
    # A backslash before a hyphen is no regular expression of ECMA 262; sets say the same.
    return {**found, "pattern": f"^(?:{pattern})$"}


def described(member):
    name = member["name"]
    text = name[0].upper() + name[1:] + (f" ({member['place']})." if member["place"] else ".")
    if member["conditions"]:
        text += f" Only where {'; '.join(member['conditions'])}."
    checks = {**formats()["x12-837p"]["checks"], **formats()["json"]["checks"]}
    check = member.get("check")
    return text + (f" {checks[check][0].upper()}{checks[check][1:]}." if check else "")


def listed(items, most):
    return {"type": "array", "minItems": 1, "maxItems": most, "items": items}


def property_of(member):
    one = value(member)
    whole = {"description": described(member)}
    return {**whole, **(listed(one, member["most"]) if member["at"].endswith("[]") else one)}


def key(at):
    return at.split(".")[-1].removesuffix("[]")


CONDITIONS = {
    "": [
        {
            "if": {"required": ["patient"]},
            "then": {"properties": {"subscriber": {"properties": {
                "birthDate": False, "sex": False, "address": False}}}},
            "else": {"properties": {"subscriber": {"required": ["birthDate", "sex", "address"]}}},
        }
    ],
    "billingProvider": [
        {
            "if": {"required": ["familyName"]},
            "then": {"properties": {"organizationName": False}},
            "else": {"required": ["organizationName"], "properties": {"givenName": False}},
        }
    ],
    "claim": [
        {
            "if": {"properties": {"frequency": {"const": "1"}}},
            "then": {"properties": {"payerClaimNumber": False}},
            "else": {"required": ["payerClaimNumber"]},
        }
    ],
}


def object_of(one, objects):
    below = [
        other for other in objects
        if other["at"] and other is not one and other["at"].rpartition(".")[0] == one["at"].removesuffix("[]")
    ]
    required = [key(member["path"]) for member in one["members"] if member["class"] != "situational"]
    required += [key(other["at"]) for other in below if other["use"] == "required"]
    text = one["what"][0].upper() + one["what"][1:] + "."
    if "when" in one:
        text += f" Only where {one['when']}."
    properties = {key(member["path"]): property_of(member) for member in one["members"]}
    properties |= {key(other["at"]): object_of(other, objects) for other in below}
    found = {
        "type": "object", "additionalProperties": False, "required": required, "properties": properties,
    }
    if one["at"] in CONDITIONS:
        found["allOf"] = CONDITIONS[one["at"]]
    if one["at"].endswith("[]"):
        return {"description": text, **listed(found, one["most"])}
    return {"description": text, **found} if one["at"] else found


def schema():
    objects = documents()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "claim.schema.json",
        "title": "Claim, version " + formats()["json"]["version"], "description": ABOUT,
    }
    return json.dumps({**head, **object_of(objects[0], objects)}, indent=2, ensure_ascii=False) + "\n"
