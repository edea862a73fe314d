"""What deploy/kubernetes must be beyond its schema: rights, secrets, exit codes, the network.

Each rule yields a line for each problem."""

import json
import re

# Everything that may be reached, and by whom. A line that is not here is a door.
DNS = '{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}, ' \
    '"podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}'
ALL = '{"matchLabels": {"app.kubernetes.io/name": "scrim"}}'
SENDERS = '{"matchLabels": {"app.kubernetes.io/name": "scrim", "scrim/sends": "yes"}}'
NETWORK = [
    f"{ALL} to {DNS} UDP 53",
    f"{ALL} to {DNS} TCP 53",
    f"{ALL} to cidr: 192.0.2.11/32 TCP 5432",
    f"{ALL} to cidr: 192.0.2.12/32 TCP 5432",
    f"{SENDERS} to cidr: 198.51.100.10/32 TCP 443",
]

# What becomes of a worker that ended with an exit code (Sources/scrim/ExitStatus.swift). A new code needs a line here.
AFTER = {0: "Complete", 1: "FailIndex", 2: "Count", 64: "FailJob", 75: "Count", 78: "FailJob"}
# Its conclusion, and the checkpoint.
SECONDS_AFTER_SEND = 60


def allowed(policy):
    """Every way that a policy opens, as a line."""
    spec = policy["spec"]
    who = json.dumps(spec["podSelector"])
    for direction in ("ingress", "egress"):
        for rule in spec.get(direction, []):
            peers = rule.get("from" if direction == "ingress" else "to") or ["anywhere"]
            for peer in peers:
                place = f"cidr: {peer['ipBlock']['cidr']}" if isinstance(peer, dict) and set(peer) == {"ipBlock"} and \
                    set(peer["ipBlock"]) == {"cidr"} else json.dumps(peer)
                for port in rule.get("ports") or [{"protocol": "any", "port": "any"}]:
                    line = f"{who} to {place} {port['protocol']} {port.get('port', 'any')}"
                    more = "" if set(port) <= {"protocol", "port"} else " and more"
                    yield ("from outside: " if direction == "ingress" else "") + line + more


def image_user(tree):
    return int(re.search(r"useradd .*--uid (\d+)", (tree / "Dockerfile").read_text())[1])


def exit_codes(tree):
    return [int(n) for n in re.findall(r"case \w+ = (\d+)", (tree / "Sources/scrim/ExitStatus.swift").read_text())]


def path_keys(tree):
    """Keys of scrim.json whose value is a file."""
    found = set()

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.get("properties", {}).items():
                if isinstance(value, dict) and value.get("$ref") == "#/$defs/path":
                    found.add(key)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(json.loads((tree / "schemas/config.schema.json").read_text()))
    if len(found) < 10:
        raise ValueError("the schema names too few files")
    return found - {"$schema"}


def named_files(configuration, keys):
    """Each value that is a file, by its place."""

    def walk(node, place):
        if isinstance(node, dict):
            for key, value in node.items():
                if key in keys and isinstance(value, str):
                    yield f"{place}.{key}".lstrip("."), value
                else:
                    yield from walk(value, f"{place}.{key}")
        elif isinstance(node, list):
            for value in node:
                yield from walk(value, place)

    return dict(walk(configuration, ""))


def file_problems(configuration, keys, pods):
    """Every file that scrim.json names is given to who needs it, and the migrator's password to nobody else."""
    named = named_files(configuration, keys)
    if len(named) < 12:
        yield f"scrim.json: names {len(named)} files only"
    for pod in pods:
        given = set(pod.given().values())
        if pod.is_whole:
            for place, file in named.items():
                wanted = "database.logins.migrator" not in place
                there = file in given or any(file.startswith(m + "/") for m in pod.claims())
                if wanted != there:
                    yield f"{pod.name}: {file} ({place}) is {'not ' if wanted else ''}given"
        for file in sorted(given - set(named.values()) - {"scrim.json"}):
            yield f"{pod.name}: {file} is given, and scrim.json does not name it"


def given_problems(readme, pods):
    """The commands of the README make exactly what the pods are given."""
    made = set()
    for kind, name, rest in re.findall(
            r"^kubectl create (secret generic|configmap) (\S+) -n scrim((?:[^\n]*\\\n)*[^\n]*)", readme, re.M):
        kind = "secret" if kind.startswith("secret") else "configMap"
        made |= {(kind, name, key) for key in re.findall(r"--from-file=([^=\s]+)=", rest)}
    wanted = {source for pod in pods for source in pod.given() if source[1] != "scrim-configuration"}
    for kind, name, key in sorted(made ^ wanted):
        what = "nothing is given of it" if (kind, name, key) in made else "the README does not make it"
        yield f"{kind} {name}, {key}: {what}"


class Pod:
    def __init__(self, file, document):
        self.job = document["spec"]["jobTemplate"]["spec"] if document["kind"] == "CronJob" else document["spec"]
        self.cron = document["spec"] if document["kind"] == "CronJob" else None
        self.spec = self.job["template"]["spec"]
        self.labels = self.job["template"]["metadata"]["labels"]
        self.name = file.removesuffix(".yaml")
        self.containers = self.spec.get("initContainers", []) + self.spec["containers"]
        self.images = [c["image"] for c in self.containers]
        self.command = self.spec["containers"][0].get("args", [])

    @property
    def is_whole(self):
        """It sends, and has all that a run needs."""
        return self.labels.get("scrim/sends") == "yes"

    def given(self):
        """(kind, name, key) → path below the folder of scrim.json."""
        found = {}
        for volume in self.spec["volumes"]:
            for source in volume.get("projected", {}).get("sources", []):
                (kind, of), = source.items()
                for item in of.get("items", []):
                    found[kind, of["name"], item["key"]] = item["path"]
        return found

    def claims(self):
        names = {v["name"] for v in self.spec["volumes"] if "persistentVolumeClaim" in v}
        return [m["mountPath"] for m in self.spec["containers"][0]["volumeMounts"] if m["name"] in names]

    def facts(self):
        layout = self.spec["initContainers"][0]["command"]
        return {"name": self.name, "command": self.command, "layout": layout, "files": sorted(self.given().values())}

    def problems(self, user):
        for key, value in (("automountServiceAccountToken", False), ("enableServiceLinks", False),
                           ("restartPolicy", "Never"), ("serviceAccountName", "scrim")):
            if self.spec.get(key) != value:
                yield f"{self.name}: {key} is not {value}"
        for key in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "ephemeralContainers"):
            if key in self.spec:
                yield f"{self.name}: {key} is there"
        wanted = {"runAsNonRoot": True, "runAsUser": user, "runAsGroup": user, "fsGroup": user,
                  "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": {"type": "RuntimeDefault"}}
        if self.spec.get("securityContext") != wanted:
            yield f"{self.name}: securityContext is not {wanted}"
        if self.labels.get("app.kubernetes.io/name") != "scrim":
            yield f"{self.name}: no network policy speaks of it"
        for container in self.containers:
            yield from self.container_problems(container)
        for volume in self.spec["volumes"]:
            yield from self.volume_problems(volume)

    def container_problems(self, container):
        place = f"{self.name}, {container['name']}"
        wanted = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        if container.get("securityContext") != wanted:
            yield f"{place}: securityContext is not {wanted}"
        for part in ("requests", "limits"):
            if set(container.get("resources", {}).get(part, {})) < {"cpu", "memory"}:
                yield f"{place}: resources.{part} has not cpu and memory"
        if "envFrom" in container:
            yield f"{place}: envFrom is there"
        for variable in container.get("env", []):
            if "valueFrom" in variable or variable["name"] not in ("SCRIM_LOG", "SCRIM_LOG_FORMAT"):
                yield f"{place}: {variable['name']} is in the environment"
        for mount in container.get("volumeMounts", []):
            if mount["name"] == "given" and container["name"] != "lay-out":
                yield f"{place}: mounts what only the init container may see"

    def volume_problems(self, volume):
        kinds = set(volume) - {"name"}
        if not kinds <= {"projected", "emptyDir", "persistentVolumeClaim"}:
            yield f"{self.name}: the volume {volume['name']} is {sorted(kinds)}"
        if "emptyDir" in volume and volume["emptyDir"].get("medium") != "Memory":
            yield f"{self.name}: the volume {volume['name']} is not in memory"
        projected = volume.get("projected", {"defaultMode": 0o440, "sources": []})
        if projected.get("defaultMode") != 0o440:
            yield f"{self.name}: the mode of {volume['name']} is not 0440"
        for source in projected["sources"]:
            (kind, of), = source.items()
            if kind not in ("secret", "configMap") or not of.get("items") or of.get("optional"):
                yield f"{self.name}: {volume['name']} gives a {kind} without names"

    def job_problems(self, configuration, codes):
        if self.cron is not None:
            for key, value in (("concurrencyPolicy", "Forbid"), ("timeZone", configuration["practice"]["timeZone"]),
                               ("suspend", True)):
                if self.cron.get(key) != value:
                    yield f"{self.name}: {key} is not {value}"
            if not self.cron.get("startingDeadlineSeconds"):
                yield f"{self.name}: no startingDeadlineSeconds"
        if not self.job.get("activeDeadlineSeconds"):
            yield f"{self.name}: no activeDeadlineSeconds"
        if self.is_whole:
            limits = configuration["clearinghouses"]
            longest = max(c.get("connectSeconds", 10) + c.get("exchangeSeconds", 60) for c in limits)
            if self.spec.get("terminationGracePeriodSeconds", 0) < longest + SECONDS_AFTER_SEND:
                yield f"{self.name}: terminationGracePeriodSeconds is less than a send in flight needs"
        if "--worker" in self.command:
            yield from self.worker_problems(codes)
        elif self.job.get("backoffLimit") != 0:
            yield f"{self.name}: is tried again by itself"

    def worker_problems(self, codes):
        if set(codes) != set(AFTER):
            yield f"exit codes: {sorted(set(codes) ^ set(AFTER))}: what becomes of a worker is not decided"
        for code in codes:
            if self.after(code) != AFTER.get(code):
                yield f"{self.name}: after exit code {code} comes {self.after(code)}, not {AFTER.get(code)}"
        if not self.job.get("backoffLimitPerIndex"):
            yield f"{self.name}: a worker that fails is not tried again"
        if self.job.get("completionMode") != "Indexed" or self.job.get("completions") != self.job.get("parallelism") \
                or self.job.get("parallelism", 1) < 2:
            yield f"{self.name}: the workers do not work beside each other"
        first = self.job["podFailurePolicy"]["rules"][0]
        drained = [{"type": "DisruptionTarget", "status": "True"}]
        if first["action"] != "Ignore" or first.get("onPodConditions") != drained:
            yield f"{self.name}: a node that is drained counts as a failure"

    def after(self, code):
        """As the Job controller decides it: the first rule that matches; else it counts against the limit."""
        if code == 0:
            return "Complete"
        for rule in self.job.get("podFailurePolicy", {}).get("rules", []):
            on = rule.get("onExitCodes")
            if not on or on.get("containerName", "scrim") != "scrim":
                continue
            if (code in on["values"]) == (on["operator"] == "In"):
                return rule["action"]
        return "Count"
