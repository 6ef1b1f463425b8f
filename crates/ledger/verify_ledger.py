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

COLUMNS = ["seq", "at", "kind", "operation", "actor", "organisation", "session",
           "subject_kind", "subject", "clauses", "outcome", "commitment"]
LINE = {"entry", "leaf", "salt", "detail"}
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def leaf_hash(entry):
    values = ["throughline-entry-v1"] + [entry[name] for name in COLUMNS]
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return sha256(b"\0", text.encode("utf-8"))

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
        if not self.hashes:
            return sha256()
        node = self.hashes[-1]
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
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return s < L and same and (left[1] * right[2] - right[1] * left[2]) % P == 0

def read_key(vkey):
    name, short, data = vkey.split("+", 2)
    data = base64.b64decode(data, validate=True)
    if data[0] != 1 or len(data) != 33 or sha256(name.encode(), b"\n", data)[:4].hex() != short:
        sys.exit("the key is not a ledger's key of the form name+hash+key")
    return name, bytes.fromhex(short), data[1:]

def read_checkpoint(note, origin, keys):
    """The size and root that the note states; raises ValueError if it is not to be relied on."""
    body, lines = note.rsplit("\n\n", 1)
    found_origin, size, root = body.split("\n")[:3]
    if found_origin != origin:
        raise ValueError("the checkpoint belongs to another ledger")
    why = "the checkpoint is not signed by the expected key"
    for line in lines.splitlines():
        dash, name, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        for key_name, short, public in keys:
            if (dash, name, signature[:4]) == ("\u2014", key_name, short):
                if len(signature) == 68 and signed_by(public, (body + "\n").encode(), signature[4:]):
                    return int(size), base64.b64decode(root, validate=True)
                why = "the checkpoint's signature does not fit its text"
    raise ValueError(why)

def main(entries, checkpoints, origin, *vkeys):
    keys, findings, signed = [read_key(vkey) for vkey in vkeys], [], {}
    for number, line in enumerate(open(checkpoints, encoding="utf-8"), 1):
        try:
            size, root = read_checkpoint(json.loads(line), origin, keys)
            if signed.get(size, root) != root:
                findings.append(f"two different roots are signed for the first {size} entries")
            signed[size] = root
        except Exception as error:
            findings.append(f"checkpoint {number} (counted from 1): {error}")
    due, held, good, failed, gap_free = 0, 0, 0, False, True
    computed, stored, sizes = Frontier(), Frontier(), sorted(signed)

    def pass_checkpoints():
        nonlocal held, good, failed, computed, stored
        while sizes and sizes[0] <= due:
            size = sizes.pop(0)
            true = [f for f in (computed, stored) if gap_free and f.root() == signed[size]]
            if true and not failed:
                held, good = held + 1, size
                computed, stored = (Frontier(true[0].size, true[0].hashes) for _ in "ab")
            elif not failed:
                failed = True
                findings.append(f"between entries {good} and {size} something was rewritten, inserted "
                                f"or removed: the checkpoint over {good} entries holds, the one over "
                                f"{size} does not")

    for number, line in enumerate(open(entries, "rb")):
        try:
            read = json.loads(line)
            entry, position, leaf = read["entry"], read["entry"]["seq"], bytes.fromhex(read["leaf"])
            if set(entry) != set(COLUMNS) or set(read) != LINE or type(position) is not int:
                raise ValueError("it has other columns than an entry")
            computed_leaf, detail = leaf_hash(entry), base64.b64decode(read["detail"] or "")
            fits = read["salt"] is None and read["detail"] is None or (
                sha256(bytes.fromhex(read["salt"]), detail).hex() == entry["commitment"])
        except Exception as error:
            findings.append(f"entry {number}: it cannot be read: {error}")
            gap_free, due = False, max(due, number + 1)
            continue
        pass_checkpoints()
        if position < due:
            findings.append(f"entry {position} stands where entry {due} should: it is a duplicate or out of order")
        elif position > due:
            findings.append(f"entries {due} to {position - 1} are missing")
            gap_free, due = False, position
            pass_checkpoints()
        if computed_leaf != leaf:
            findings.append(f"entry {position}: its columns or its leaf were altered")
        if not fits:
            findings.append(f"entry {position}: its detail or salt was altered")
        if position == due:
            computed.push(computed_leaf)
            stored.push(leaf)
            due += 1
    pass_checkpoints()
    if signed and max(signed) > due:
        findings.append(f"the ledger ends after {due} entries, but {max(signed)} were signed for")
    print("\n".join(findings) or f"sound: {due} entries, {held} checkpoints hold, the last over {good} entries")
    return 1 if findings else 0

if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
