#!/usr/bin/env python3
"""Check this package without any other program: python3 verify.py [--lang zh|en] [--key HEX] [FOLDER]

Standard library only, Python 3.8 or newer. Says what it found and ends with 0 (intact), 1 (not intact) or 2 (this
is no package). Checked are: every file's SHA-256 against the manifests; that no file was added, removed or linked;
the signature over the manifests; the chain of the ledger; each original against the ledger; the heads on the PDFs.
"""

import argparse
import hashlib
import json
import locale
import os
import sys
import time

WORDS = {
    "zh": {
        "missing": "缺少文件：{0}", "changed": "文件内容已被改动：{0}", "extra": "多出未登记的文件：{0}",
        "link": "含有不允许的链接：{0}", "unsafe": "清单中的路径不安全：{0}", "twice": "清单中重复登记：{0}",
        "line": "清单格式有误：{0}", "nosig": "缺少签名文件 {0}",
        "badsig": "清单签名无效：清单被改动，或签名人不符",
        "key": "签名公钥与所给公钥不符：{0}", "chain": "账本第 {0} 条被改动、删除、插入或调换",
        "case": "账本与签名不属于同一案件", "original": "原件与账本登记不符：{0}",
        "unlogged": "原件在账本中没有登记：{0}",
        "absent": "缺少原件：SHA-256 {0}", "head": "{0} 上的账本头与账本不符", "empty": "账本为空",
        "notbag": "{0} 不是移送包（缺少 bagit.txt）",
        "ok": "完好：{0} 个文件、账本 {1} 条、原件 {2} 件均与登记一致。", "bad": "未通过：发现 {0} 处问题。",
        "stranger": "账本中没有登记这一签名公钥",
        "namesake": "签名公钥不是账本登记的“{0}”的公钥",
        "back": "账本第 {0} 条的时间早于前面的记录",
        "ahead": "账本第 {0} 条的时间晚于现在",
        "note": "请注意：{0}。请向签名人核实。",
        "signer": "签名人：{0}\n公钥：{1}\n账本头：第 {2} 条 {3}\n请将公钥与账本头同已签名文书上的内容核对。",
    },
    "en": {
        "missing": "A file is missing: {0}", "changed": "A file was changed: {0}", "extra": "A file was added: {0}",
        "link": "A link is not allowed here: {0}", "unsafe": "The manifest names an unsafe path: {0}",
        "twice": "The manifest names a path twice: {0}", "line": "The manifest has a bad line: {0}",
        "nosig": "The signature file {0} is missing",
        "badsig": "The signature of the manifests is not valid: they were changed, or somebody else signed",
        "key": "The key that signed is not the key you gave: {0}",
        "chain": "Ledger row {0} was changed, removed, inserted or moved",
        "case": "The ledger and the signature are of different cases",
        "original": "An original is not what the ledger says: {0}",
        "unlogged": "The ledger does not know an original: {0}", "absent": "An original is absent: SHA-256 {0}",
        "head": "The ledger head on {0} is not that of the ledger", "empty": "The ledger is empty",
        "notbag": "{0} is no package (bagit.txt is missing)",
        "ok": "Intact: {0} files, {1} ledger rows and {2} originals are what they should be.",
        "bad": "NOT intact: {0} findings.",
        "stranger": "the ledger does not know the key that signed",
        "namesake": "The key that signed is not the key by which the ledger knows “{0}”",
        "back": "ledger row {0} is earlier than rows before it",
        "ahead": "ledger row {0} is later than now",
        "note": "Take note: {0}. Ask whoever signed.",
        "signer": "Signed by: {0}\nPublic key: {1}\nLedger head: row {2} {3}\n"
                  "Compare the key and the head with the signed paper.",
    },
}

SIGNATURE = "signature.json"
UNLISTED = {"tagmanifest-sha256.txt", SIGNATURE}

# Ed25519 verification, RFC 8032 section 5.1, over the curve -x^2 + y^2 = 1 + d x^2 y^2 modulo p
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    """Addition in extended homogeneous coordinates (RFC 8032, 5.1.4)."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return (x * y % P, z * t % P, y * z % P, x * t % P)


def point_multiply(scalar, point):
    """Double and add."""
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def recover_x(y, sign):
    """The x of a compressed point, or None if there is none (5.1.3)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * SQRT_M1 % P
    if (x * x - square) % P != 0:
        return None
    return P - x if (x & 1) != sign else x


def decompress(encoded):
    """A point from its 32 bytes."""
    number = int.from_bytes(encoded, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def is_signed(public, message, signature):
    """Whether ``signature`` (64 bytes) is that of ``public`` (32 bytes) over ``message``."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, point = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= Q:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = point_multiply(scalar, BASE), point_add(point, point_multiply(digest, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def sha256(path):
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for chunk in iter(lambda: stream.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()


def unescape(path):
    """RFC 8493 writes line breaks and the percent sign in paths with percent signs."""
    return path.replace("%0A", "\n").replace("%0a", "\n").replace("%0D", "\r").replace("%0d", "\r").replace("%25", "%")


class Check:
    """One check of one package; ``findings`` are sentences, ``notes`` what is no fault but should be asked about."""

    def __init__(self, folder, words):
        self.folder, self.words, self.findings, self.notes, self.keys = folder, words, [], [], {}

    def wrong(self, code, *values):
        """Note a finding."""
        self.findings.append(self.words[code].format(*values))

    def path(self, name):
        """A path inside the package."""
        return os.path.join(self.folder, *name.split("/"))

    def manifest(self, name):
        """The hashes by path of one manifest."""
        found = {}
        try:
            with open(self.path(name), encoding="utf-8", newline="") as stream:
                lines = stream.read().split("\n")
        except (OSError, ValueError):
            self.wrong("missing", name)
            return found
        for line in lines:
            if not line:
                continue
            digest, _, listed = line.partition("  ")
            listed = unescape(listed)
            if len(digest) != 64 or not listed:
                self.wrong("line", line[:80])
            elif listed.startswith(("/", "~")) or "\\" in listed or ":" in listed or ".." in listed.split("/"):
                self.wrong("unsafe", listed)
            elif listed in found:
                self.wrong("twice", listed)
            else:
                found[listed] = digest.lower()
        return found

    def files(self):
        """Every file of the package by its path; links are findings."""
        found = set()
        for folder, folders, names in os.walk(self.folder):
            for name in names + folders:
                full = os.path.join(folder, name)
                relative = os.path.relpath(full, self.folder).replace(os.sep, "/")
                if os.path.islink(full):
                    self.wrong("link", relative)
                elif name in names:
                    found.add(relative)
        return found

    def hashes(self):
        """All files against both manifests; returns how many files there are."""
        payload, tags = self.manifest("manifest-sha256.txt"), self.manifest("tagmanifest-sha256.txt")
        present = self.files()
        listed = dict(tags)
        listed.update(payload)
        for name in sorted(listed):
            if name not in present:
                self.wrong("missing", name)
            elif sha256(self.path(name)) != listed[name]:
                self.wrong("changed", name)
        for name in sorted(present - set(listed) - UNLISTED):
            self.wrong("extra", name)
        for needed in ("bagit.txt", "manifest-sha256.txt", "verify.py"):
            if needed not in tags:
                self.wrong("missing", "tagmanifest-sha256.txt: " + needed)
        return len(present)

    def signature(self, expected_key):
        """The signature over the tag manifest; returns its content."""
        try:
            with open(self.path(SIGNATURE), encoding="utf-8") as stream:
                body = json.load(stream)
            with open(self.path("tagmanifest-sha256.txt"), "rb") as stream:
                message = stream.read()
            public, signature = bytes.fromhex(body["public_key"]), bytes.fromhex(body["signature"])
            body["signer"], body["witness"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.wrong("nosig", SIGNATURE)
            return None
        if not is_signed(public, message, signature):
            self.wrong("badsig")
        if expected_key and expected_key.lower() != body["public_key"]:
            self.wrong("key", body["public_key"])
        return body

    def ledger(self):
        """Walk the chain; returns the hashes by row and the files that the ledger knows by SHA-256."""
        heads, files, prev, case_id = {}, {}, "0" * 64, ""
        latest, now, told = "", time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 300)), set()
        try:
            with open(self.path("data/ledger.jsonl"), "rb") as stream:
                lines = stream.read().split(b"\n")
        except OSError:
            return heads, files, case_id
        for number, line in enumerate((line for line in lines if line), 1):
            try:
                entry = json.loads(line.decode("utf-8"))
                if entry["seq"] != number or entry["prev"] != prev:
                    self.wrong("chain", number)
                for change in entry["changes"]:
                    if change["kind"] == "files" and change["after"]:
                        files[change["after"]["sha256"]] = change["after"]["size"]
                    if change["kind"] == "officers" and change["after"]:
                        self.keys[change["after"]["public_key"]] = change["after"]["name"]
                for code, odd in (("back", entry["at"] < latest), ("ahead", entry["at"] > now)):
                    if odd and code not in told:
                        self.notes.append(self.words[code].format(number))
                        told.add(code)
                latest = max(latest, entry["at"])
                if number == 1:
                    case_id = entry["note"]["case_id"]
            except (ValueError, KeyError, TypeError, RecursionError):
                self.wrong("chain", number)
            prev = hashlib.sha256(line).hexdigest()
            heads[number] = prev
        if not heads:
            self.wrong("empty")
        return heads, files, case_id

    def signer(self, body):
        """The key that signed against those that the ledger knows."""
        if [body["public_key"]] != body["witness"].split(".")[5:6]:
            self.wrong("badsig")
        if body["public_key"] in self.keys:
            return
        if body["signer"] in self.keys.values():
            self.wrong("namesake", body["signer"])
        else:
            self.notes.append(self.words["stranger"])

    def originals(self, files):
        """Each original against what the ledger says of it."""
        root = self.path("data/originals")
        count, found = 0, set()
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                full = os.path.join(folder, name)
                digest = sha256(full)
                count += 1
                found.add(digest)
                if digest not in files:
                    self.wrong("unlogged", name)
                elif os.path.getsize(full) != files[digest]:
                    self.wrong("original", name)
        for digest in sorted(set(files) - found):
            self.wrong("absent", digest)
        return count

    def head(self, witness, where, heads, case_id):
        """A signed head against the chain: EMBERCASE1.case.size.head.root.key.signature."""
        parts = witness.split(".")
        good = len(parts) == 7 and parts[0] == "EMBERCASE1" and parts[2].isdigit()
        if not good or heads.get(int(parts[2])) != parts[3]:
            self.wrong("head", where)
            return
        if parts[1] != case_id:
            self.wrong("case")
        payload = ".".join(parts[:6]).encode("utf-8")
        try:
            if not is_signed(bytes.fromhex(parts[5]), payload, bytes.fromhex(parts[6])):
                self.wrong("head", where)
        except ValueError:
            self.wrong("head", where)

    def papers(self, heads, case_id):
        """The heads on the PDFs' signature files."""
        for name in sorted(os.listdir(self.path("data")) if os.path.isdir(self.path("data")) else []):
            if name.endswith(".sig.json"):
                try:
                    with open(self.path("data/" + name), encoding="utf-8") as stream:
                        body = json.load(stream)
                    self.head(body["witness"], name, heads, case_id)
                except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    self.wrong("head", name)


def default_language():
    """Chinese on a Chinese machine, otherwise English."""
    names = [os.environ.get("LC_ALL"), os.environ.get("LANG"), (locale.getlocale() or [""])[0]]
    return "zh" if any((name or "").lower().startswith(("zh", "chinese")) for name in names) else "en"


def main():
    """Check and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--lang", choices=sorted(WORDS), default=default_language())
    parser.add_argument("--key", default="", help="the public key that must have signed, in hex")
    options = parser.parse_args()
    words = WORDS[options.lang]
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    if not os.path.isfile(os.path.join(options.folder, "bagit.txt")):
        print(words["notbag"].format(options.folder))
        return 2
    check = Check(options.folder, words)
    count = check.hashes()
    body = check.signature(options.key)
    heads, files, case_id = check.ledger()
    originals = check.originals(files)
    check.papers(heads, case_id)
    if body is not None:
        check.head(body["witness"], SIGNATURE, heads, case_id)
        check.signer(body)
    for finding in check.findings:
        print("- " + finding)
    print(words["bad"].format(len(check.findings)) if check.findings
          else words["ok"].format(count, len(heads), originals))
    for note in check.notes:
        print(words["note"].format(note))
    if body is not None and heads:
        size = max(heads)
        print(words["signer"].format(body["signer"], body["public_key"], size, heads[size]))
    return 1 if check.findings else 0


if __name__ == "__main__":
    sys.exit(main())
