# SPDX-License-Identifier: MIT
"""A repository on a private server, as the workflows of mlpipe find it: the clone URL, the releases, the fake servers, the actions' stand-ins."""
import glob
import hashlib
import os
import pathlib
import platform
import re
import shutil
import subprocess
import tarfile

from fake_servers import GitHub, Webhook

SOURCE = pathlib.Path(__file__).resolve().parents[2]
VERSION = re.search(r"project\(mlpipe VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
TOKEN = "ghs_canaryTokenOfTheJob0123456789abcdef"
BRANCH = "model-registry"


def git(*arguments, cwd):
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "GIT_AUTHOR_NAME": "dev", "GIT_AUTHOR_EMAIL": "dev@example.com",
                   "GIT_COMMITTER_NAME": "dev", "GIT_COMMITTER_EMAIL": "dev@example.com"}
    return subprocess.run(["git", *arguments], cwd=cwd, env=environment, check=True, capture_output=True, text=True).stdout.strip()


# In place of a program that cannot notify: the workflows call it all the same.
WITHOUT_NOTIFY = """#!/bin/sh
[ "$1" != notify ] || { echo "no notice: this mlpipe has no notify"; exit 0; }
exec "$(dirname "$(readlink -f "$0")")/mlpipe-program" "$@"
"""


def make_release(binary, folder, has_notify):
    """A release's files as scripts/package.sh names them, in place of an older one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    name = f"mlpipe-{VERSION}-linux-{platform.machine()}"
    tree = folder / "tree" / name / "bin"
    tree.mkdir(parents=True)
    # Debug symbols are most of a development build.
    subprocess.run(["strip", "--strip-debug", "-o", str(tree / "mlpipe"), str(binary)], check=True)
    if not has_notify:
        (tree / "mlpipe").rename(tree / "mlpipe-program")
        (tree / "mlpipe").write_text(WITHOUT_NOTIFY)
        (tree / "mlpipe").chmod(0o755)
    archive = folder / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        tar.add(folder / "tree" / name, name)
    shutil.rmtree(folder / "tree")
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    return folder


class World:
    """files: of the repository's first commit, by path; text, bytes or a path to copy."""

    def __init__(self, folder, release, files):
        self.folder, self.repository, self.token = pathlib.Path(folder), "someone/forecasts", TOKEN
        self.path = os.environ["PATH"]
        self.release = release
        self.bare = self.folder / "repositories" / f"{self.repository}.git"
        self.bare.parent.mkdir(parents=True)
        git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare), cwd=self.folder)
        git("config", "uploadpack.allowReachableSHA1InWant", "true", cwd=self.bare)
        self.checkout = self.folder / "developer"
        git("clone", "--quiet", str(self.bare), str(self.checkout), cwd=self.folder)
        self.github = GitHub(self.folder / "repositories", self.repository, TOKEN)
        self.slack = Webhook()
        self.server_url, self.api_url = self.github.url, self.github.api
        self.remote = f"{self.server_url}/{self.repository}.git"
        self.artifacts = self.folder / "artifacts"
        self.attested = []
        self.commit(files, "first")

    def close(self):
        self.github.close()
        self.slack.close()

    def commit(self, files, message, branch="main"):
        """Files on top of a branch, pushed; their names by path from the repository's top."""
        git("checkout", "--quiet", "-B", branch, cwd=self.checkout)
        for name, content in files.items():
            path = self.checkout / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, pathlib.Path):
                shutil.copy2(content, path)
            elif content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
                path.chmod(0o755 if path.suffix == ".sh" else 0o644)
        git("add", "--all", "--force", cwd=self.checkout)
        git("commit", "--quiet", "--allow-empty", "-m", message, cwd=self.checkout)
        git("push", "--quiet", "--force", "origin", branch, cwd=self.checkout)

    def sha(self, ref):
        return git("rev-parse", ref, cwd=self.bare)

    def registry(self, *arguments):
        """Git in the bare repository, of the registry's branch: registry("show", "model-registry:models/VERSION")."""
        return git(*arguments, cwd=self.bare)

    def has_registry(self):
        return BRANCH in git("branch", "--list", BRANCH, cwd=self.bare)

    def registry_file(self, path):
        return self.registry("show", f"{BRANCH}:{path}")

    def production(self):
        return self.registry_file("models/production").removeprefix("archive/")

    def fetch_action(self, folder, name, ref):
        """Where the runner puts the repository of OWNER/REPOSITORY/FOLDER@REF: here always this source."""
        owner, repository, path = name.split("/", 2)
        target = folder / "_actions" / owner / repository / ref
        if not target.exists():
            shutil.copytree(SOURCE / path, target / path)
            shutil.copy(SOURCE / "CMakeLists.txt", target)
        return target / path

    # Stand-ins: (job, inputs) -> (outputs, what it prints).

    def stand_in(self, name):
        return {"actions/checkout": self.check_out, "actions/upload-artifact": self.upload, "actions/download-artifact": self.download,
                "actions/attest-build-provenance": self.attest}[name]

    def check_out(self, job, inputs):
        depth = inputs.get("fetch-depth", "1")
        git("clone", "--quiet", "--no-checkout", *([f"--depth={depth}"] if depth != "0" else []), f"file://{self.bare}", ".",
            cwd=job.workspace)
        git("fetch", "--quiet", f"--depth={depth}", "origin", job.run_.github["sha"], cwd=job.workspace)
        git("checkout", "--quiet", "--detach", job.run_.github["sha"], cwd=job.workspace)
        git("remote", "set-url", "origin", self.remote, cwd=job.workspace)
        if inputs.get("persist-credentials") != "false":
            raise RuntimeError("the token would stay where every later step can read it")
        return {}, f"checked out {job.run_.github['sha']}\n"

    def upload(self, job, inputs):
        """As the real one: links are followed, names that begin with a dot are left out, a name is given once."""
        target = self.artifacts / inputs["name"]
        if target.exists():
            raise RuntimeError(f"an artifact named {inputs['name']} exists already")
        found = 0
        for pattern in inputs["path"].split("\n"):
            for path in map(pathlib.Path, glob.glob(str(job.workspace / pattern.strip()))) if pattern.strip() else []:
                for file in [path] if path.is_file() else sorted(path.rglob("*")):
                    relative = file.relative_to(job.workspace)
                    if file.is_file() and not any(part.startswith(".") for part in relative.parts):
                        (target / relative).parent.mkdir(parents=True, exist_ok=True)
                        shutil.copy(file, target / relative)
                        found += 1
        if not found and inputs.get("if-no-files-found") == "error":
            raise RuntimeError("no files were found")
        return {"artifact-url": f"{self.server_url}/{self.repository}/actions/runs/1/artifacts/{len(os.listdir(self.artifacts))}"}, ""

    def download(self, job, inputs):
        for path in self.artifacts.glob(inputs["pattern"]):
            common = os.path.commonpath([str(f.parent) for f in path.rglob("*") if f.is_file()])
            shutil.copytree(common, job.workspace / inputs["path"] / path.name)
        return {}, ""

    def attest(self, job, inputs):
        self.attested += glob.glob(str(job.workspace / inputs["subject-path"]))
        return {}, ""
