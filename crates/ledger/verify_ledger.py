#!/usr/bin/env python3
"""Checks an exported ledger with nothing but Python's standard library (3.8 or later).

    python3 verify_ledger.py ENTRIES.jsonl CHECKPOINTS.jsonl ORIGIN VKEY [VKEY ...]
ORIGIN names the ledger (first line of its checkpoints), VKEY is its public key (name+hash+key).
Leaves are recomputed from the columns (RFC 6962), signed roots from the leaves, commitments from
salt and detail where shown. Findings go to standard output; the exit code is 0 if there are none.
"""
import base64, hashlib, json, sys

COLUMNS = ["seq", "at", "kind", "operation", "actor", "organisation", "session", "subject_kind",
           "subject", "clauses", "outcome", "commitment"]

sha256 = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
unbase64 = lambda text: base64.b64decode(text, validate=True)

def leaf_hash(entry):
    values = ["throughline-entry-v1"] + [entry[name] for name in COLUMNS]
    return sha256(b"\0", to_json(values).encode())

def push(tree, node):
    """A tree is [size, roots of the full subtrees from the largest to the smallest]."""
    size, tree[0] = tree[0], tree[0] + 1
    while size & 1:
        node, size = sha256(b"\1", tree[1].pop(), node), size >> 1
    tree[1].append(node)

def root(tree):
    node = tree[1][-1] if tree[1] else sha256()
    for left in reversed(tree[1][:-1]):
        node = sha256(b"\1", left, node)
    return node

# Ed25519 (RFC 8032) with points as (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        total = add(total, point) if scalar & 1 else total
        point, scalar = add(point, point), scalar >> 1
    return total

def decode(data):
    y, sign = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise ValueError("no point on the curve")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P

def signed_by(public, message, signature):
    base, s = decode(b"\x58" + b"\x66" * 31), int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, base), add(decode(signature[:32]), times(k, decode(public)))
    return s < L and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

def read_key(vkey):
    name, short, data = vkey.split("+", 2)
    data = unbase64(data)
    if data[0] != 1 or len(data) != 33 or sha256(name.encode(), b"\n", data)[:4].hex() != short:
        sys.exit("the key is not a ledger's key of the form name+hash+key")
    return name, bytes.fromhex(short), data[1:]

def read_checkpoint(note, origin, keys):
    body, lines = note.rsplit("\n\n", 1)
    named, size, signed_root = body.split("\n")[:3]
    if named != origin:
        raise ValueError("the checkpoint belongs to another ledger")
    why = "the checkpoint is not signed by the expected key"
    for dash, name, signature in (line.split(" ") for line in lines.rstrip("\n").split("\n")):
        signature = unbase64(signature)
        for key_name, short, public in keys:
            if (dash, name, signature[:4]) == ("\u2014", key_name, short):
                if len(signature) == 68 and signed_by(public, f"{body}\n".encode(), signature[4:]):
                    return int(size), unbase64(signed_root)
                why = "the checkpoint's signature does not fit its text"
    raise ValueError(why)

def read_entry(line):
    read = json.loads(line)
    entry, leaf, salt, detail = (read.pop(name) for name in ("entry", "leaf", "salt", "detail"))
    if set(entry) != set(COLUMNS) or read or type(entry["seq"]) is not int:
        raise ValueError("it has other columns than an entry")
    shown = None if salt is detail is None else sha256(bytes.fromhex(salt), unbase64(detail)).hex()
    return entry["seq"], leaf_hash(entry), bytes.fromhex(leaf), shown in (None, entry["commitment"])

def main(entries, checkpoints, origin, *vkeys):
    keys, signed, found = [read_key(vkey) for vkey in vkeys], {}, (findings := []).append
    for number, line in enumerate(open(checkpoints, encoding="utf-8"), 1):
        try:
            size, signed_root = read_checkpoint(json.loads(line), origin, keys)
            if signed.setdefault(size, signed_root) != signed_root:
                found(f"two different roots are signed for the first {size} entries")
        except Exception as error:
            found(f"checkpoint {number} (counted from 1): {error}")
    computed, stored, sizes = [0, []], [0, []], sorted(signed, reverse=True)
    due, held, good, whole = 0, 0, 0, True  # whole: no entry is missing so far

    def pass_checkpoints():  # whichever leaves a signed root confirms are the true ones
        nonlocal held, good, whole, computed, stored
        while sizes and sizes[-1] <= due:
            size = sizes.pop()
            true = [tree for tree in (computed, stored) if whole and root(tree) == signed[size]]
            if not true:
                found(f"between entries {good} and {size} something was rewritten, inserted or removed: "
                      f"the checkpoint over {good} entries holds, the one over {size} does not")
                return sizes.clear()  # later ones cannot be checked
            held, good, computed, stored = held + 1, size, true[0], [true[0][0], true[0][1][:]]

    for number, line in enumerate(open(entries, "rb")):
        pass_checkpoints()
        try:
            seq, leaf, stored_leaf, fits = read_entry(line)
        except Exception as error:
            found(f"entry {number}: it cannot be read: {error}")
            whole, due = False, max(due, number + 1)
            continue
        if seq < due:
            found(f"entry {seq} stands where entry {due} should: it is a duplicate or out of order")
        elif seq > due:
            found(f"entries {due} to {seq - 1} are missing")
            whole, due = False, seq
        if leaf != stored_leaf:
            found(f"entry {seq}: its columns or its leaf were altered")
        if not fits:
            found(f"entry {seq}: its detail or salt was altered")
        if seq == due:
            due = due + 1
            push(computed, leaf), push(stored, stored_leaf)
    pass_checkpoints()
    if max(signed, default=0) > due:
        found(f"the ledger ends after {due} entries, but {max(signed)} were signed for: "
              f"only the first {good} are vouched for")
    sound = f"sound: {due} entries, {held} checkpoints hold, the last over {good} entries"
    print("\n".join(findings or [sound]))
    return 1 if findings else 0

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) >= 5 else __doc__)
