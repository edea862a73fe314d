#!/usr/bin/env python3
"""Validates the folder deploy/kubernetes of a tree with kubernetes-validate (PyPI), and with rules of our own.

    validate_kubernetes.py TREE [FACTS]

Exit 0: nothing is wrong. With FACTS, that file gets what the programs are asked about, as JSON: scrim.json, the command
lines, and for each pod the command that lays its files out and the files that it is given.
Exit 1: something is wrong; a line for each says what and where.
Exit 2: nothing was validated.
"""

import ipaddress
import json
import pathlib
import re
import sys

import kubernetes_validate
import kubernetes_rules as rules
import yaml

VERSION = "1.33"  # where backoffLimitPerIndex is stable
# Addresses for documentation (RFC 5737): a real one in here would be somebody's.
PLACEHOLDERS = [ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


class Strict(yaml.SafeLoader):
    """A key that stands twice is an error, not the last one."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def documents(folder):
    for path in sorted(folder.glob("*.yaml")):
        for document in yaml.load_all(path.read_text("utf-8"), Strict):
            yield path.name, document


def schema_problems(name, document):
    if name == "kustomization.yaml":
        return
    try:
        kubernetes_validate.validate(document, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f"{name}: {document.get('kind')} {'.'.join(map(str, error.path))}: {error.message[:200]}"
    namespace = document["metadata"].get("namespace")
    if document["kind"] != "Namespace" and namespace != "scrim":
        yield f"{name}: {document['kind']} is not in the namespace scrim"
    if document["kind"] in ("Secret", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"):
        yield f"{name}: a {document['kind']} does not belong into these files"


def standing_problems(folder, all_documents):
    """What is not in the kustomization must be made by hand, by a generated name."""
    listed = set(next(d for n, d in all_documents if n == "kustomization.yaml")["resources"])
    for name in sorted(listed - {n for n, _ in all_documents}):
        yield f"kustomization.yaml: {name} is not there"
    for name, document in all_documents:
        by_hand = "generateName" in document.get("metadata", {})
        if name != "kustomization.yaml" and by_hand == (name in listed):
            yield f"{name}: is {'' if by_hand else 'not '}in kustomization.yaml"


def network_problems(all_documents):
    policies = [d for _, d in all_documents if d["kind"] == "NetworkPolicy"]
    everything = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    if not any(p["spec"] == everything for p in policies):
        yield "network.yaml: nothing denies what is not allowed"
    found = sorted(line for p in policies for line in rules.allowed(p))
    for line in sorted(set(found) ^ set(rules.NETWORK)):
        yield f"network.yaml: {'is not on the list' if line in found else 'is missing'}: {line}"
    for cidr in re.findall(r"cidr: (\S+)", json.dumps(found).replace('"', " ")):
        network = ipaddress.ip_network(cidr)
        if network.prefixlen < 32 or not any(network.subnet_of(p) for p in PLACEHOLDERS):
            yield f"network.yaml: {cidr} is no placeholder for one host"


def validate(tree, facts):
    folder = tree / "deploy/kubernetes"
    found = list(documents(folder))
    if len(found) < 8:
        raise ValueError("there are too few documents")
    for name, document in found:
        yield from schema_problems(name, document)
    yield from standing_problems(folder, found)
    yield from network_problems(found)
    configuration = next(d["data"]["scrim.json"] for _, d in found if d["kind"] == "ConfigMap")
    pods = [rules.Pod(name, document) for name, document in found if document["kind"] in ("CronJob", "Job")]
    for pod in pods:
        yield from pod.problems(rules.image_user(tree))
        yield from pod.job_problems(json.loads(configuration), rules.exit_codes(tree))
    if len({image for pod in pods for image in pod.images}) != 1:
        yield "images: they are not all the same"
    yield from rules.file_problems(json.loads(configuration), rules.path_keys(tree), pods)
    yield from rules.given_problems((folder / "README.md").read_text("utf-8"), pods)
    if facts:
        facts.write_text(json.dumps({"configuration": configuration, "pods": [pod.facts() for pod in pods]}))


def main():
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    facts = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else None
    problems = list(validate(pathlib.Path(sys.argv[1]), facts))
    for line in problems:
        print(line)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        status = main()
    except yaml.YAMLError as error:
        print(f"no YAML: {error}")
        status = 1
    except (OSError, ValueError, KeyError, StopIteration) as error:
        print(f"unusable: {type(error).__name__}: {error}", file=sys.stderr)
        status = 2
    sys.exit(status)
