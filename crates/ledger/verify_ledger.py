#!/usr/bin/env python3
"""Checks an exported ledger with nothing but Python's standard library.

    python3 verify_ledger.py ENTRIES.jsonl CHECKPOINTS.jsonl ORIGIN VKEY [VKEY ...]

ORIGIN names the ledger (the first line of its checkpoints), VKEY is its public key
(name+hash+key); give older keys too after a change of keys. Take checkpoints from a witness if
you can. Every leaf is recomputed from the columns (RFC 6962: SHA-256(0x00 || canonical JSON)),
every signed root from the leaves, every commitment from salt and detail where they are shown.
Findings go to standard output, one a line; exit code 0 if there are none, 1 if there are some.
"""
import base64, hashlib, json, sys

COLUMNS = ("seq at kind operation actor organisation session subject_kind subject clauses "
           "outcome commitment").split()
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def leaf_hash(entry):
    values = ["throughline-entry-v1"] + [entry[name] for name in COLUMNS]
    return sha256(b"\0", json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode())

class Frontier:
    """Roots of the full subtrees on the right edge, largest first."""
    def __init__(self, size=0, hashes=()):
        self.size, self.hashes = size, list(hashes)
    def push(self, node):
        size = self.size
        while size & 1:
            node, size = sha256(b"\1", self.hashes.pop(), node), size >> 1
        self.hashes.append(node)
        self.size += 1
    def root(self):
        node = self.hashes[-1] if self.hashes else sha256()
        for left in reversed(self.hashes[:-1]):
            node = sha256(b"\1", left, node)
        return node

# Ed25519 (RFC 8032), points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)

def times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total

def decode(data):
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point on the curve")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)

BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def signed_by(public, message, signature):
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(decode(signature[:32]), times(k, decode(public)))
    return s < L and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

def read_key(vkey):
    name, short, data = vkey.split("+", 2)
    data = base64.b64decode(data, validate=True)
    if data[0] != 1 or len(data) != 33 or sha256(name.encode(), b"\n", data)[:4].hex() != short:
        sys.exit("the key is not a ledger's key of the form name+hash+key")
    return name, bytes.fromhex(short), data[1:]

def read_checkpoint(note, origin, keys):
    """The size and root that the note states; raises ValueError if it is not to be relied on."""
    body, lines = note.rsplit("\n\n", 1)
    named, size, root = body.split("\n")[:3]
    if named != origin:
        raise ValueError("the checkpoint belongs to another ledger")
    why = "the checkpoint is not signed by the expected key"
    for line in lines.rstrip("\n").split("\n"):
        dash, name, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        for key_name, short, public in keys:
            if (dash, name, signature[:4]) == ("\u2014", key_name, short):
                if len(signature) == 68 and signed_by(public, (body + "\n").encode(), signature[4:]):
                    return int(size), base64.b64decode(root, validate=True)
                why = "the checkpoint's signature does not fit its text"
    raise ValueError(why)

def read_checkpoints(path, origin, keys, findings):
    signed = {}
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        try:
            size, root = read_checkpoint(json.loads(line), origin, keys)
            if signed.get(size, root) != root:
                findings.append(f"two different roots are signed for the first {size} entries")
            signed[size] = root
        except Exception as error:
            findings.append(f"checkpoint {number} (counted from 1): {error}")
    return signed

def read_entry(line):
    """Position, computed leaf, stored leaf, and whether the detail fits its commitment."""
    read = json.loads(line)
    entry, salt, detail = read["entry"], read["salt"], read["detail"]
    if set(entry) != set(COLUMNS) or len(read) != 4 or type(entry["seq"]) is not int:
        raise ValueError("it has other columns than an entry")
    fits = salt is None and detail is None or entry["commitment"] == sha256(
        bytes.fromhex(salt), base64.b64decode(detail, validate=True)).hex()
    return entry["seq"], leaf_hash(entry), bytes.fromhex(read["leaf"]), fits

def main(entries, checkpoints, origin, *vkeys):
    findings = []
    signed = read_checkpoints(checkpoints, origin, [read_key(vkey) for vkey in vkeys], findings)
    computed, stored, sizes = Frontier(), Frontier(), sorted(signed, reverse=True)
    due, held, good, failed, gap_free = 0, 0, 0, False, True

    def pass_checkpoints():  # whichever leaves a signed root confirms are the true ones
        nonlocal held, good, failed, computed, stored
        while sizes and sizes[-1] <= due and not failed:
            size = sizes.pop()
            true = [tree for tree in (computed, stored) if tree.root() == signed[size]]
            if true and gap_free:
                held, good, tree = held + 1, size, true[0]
                computed, stored = (Frontier(tree.size, tree.hashes) for _ in range(2))
            else:
                failed = True
                findings.append(
                    f"between entries {good} and {size} something was rewritten, inserted or removed: the "
                    f"checkpoint over {good} entries holds, the one over {size} does not")

    for number, line in enumerate(open(entries, "rb")):
        pass_checkpoints()
        try:
            position, leaf, stored_leaf, fits = read_entry(line)
        except Exception as error:
            findings.append(f"entry {number}: it cannot be read: {error}")
            gap_free, due = False, max(due, number + 1)
            continue
        if position < due:
            findings.append(f"entry {position} stands where entry {due} should: "
                            "it is a duplicate or out of order")
        elif position > due:
            findings.append(f"entries {due} to {position - 1} are missing")
            gap_free, due = False, position
            pass_checkpoints()
        if leaf != stored_leaf:
            findings.append(f"entry {position}: its columns or its leaf were altered")
        if not fits:
            findings.append(f"entry {position}: its detail or salt was altered")
        if position == due:
            computed.push(leaf)
            stored.push(stored_leaf)
            due += 1
    pass_checkpoints()
    if max(signed, default=0) > due:
        findings.append(f"the ledger ends after {due} entries, but {max(signed)} were signed for: "
                        f"only the first {good} are vouched for")
    print("\n".join(findings) or
          f"sound: {due} entries, {held} checkpoints hold, the last over {good} entries")
    return 1 if findings else 0

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) >= 5 else __doc__)
