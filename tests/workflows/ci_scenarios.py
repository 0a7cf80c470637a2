# SPDX-License-Identifier: MIT
"""ci, and a repository that mlpipe init made."""
import json
import shutil
import subprocess

import policy
from project import Built, check, make, make_worse
from world import BRANCH, SOURCE, TOKEN, VERSION, git


def gate(p):
    """A pull request that changes the config is judged against production, and nothing is pushed; a worse one is red."""
    p.train()
    before = p.world.sha(BRANCH)
    results = p.pull_request({"notes.txt": "nothing that is trained"})
    check("the tests ran", results["test"].status == "success", results["test"].log)
    check("there was nothing to judge", results["gate"].status == "success" and results["gate"].step("Train") == "skipped")
    check("and no release", results["package"].status == results["release"].status == "skipped")
    make_worse(p)
    results = p.pull_request({})
    check("an empty change is none", results["gate"].step("Train") == "skipped")
    worse = json.dumps(dict(p.config, seed=1))
    results = p.pull_request({"config/pipeline.json": worse}, head="stranger/forecasts")
    check("worse is red", results["gate"].status == "failure" and results["gate"].step("Validate") == "failure", results["gate"].log)
    check("a stranger's pull request gets no comment", results["gate"].step("Notify") == "skipped")
    check("the branch is as it was", before == p.world.sha(BRANCH))


def tagged_release(p):
    """A tag becomes a release with packages of both machines, their checksums and provenance; a tag that is not the version does not."""
    for tag, expect in (("v9.9.9", "failure"), (f"v{VERSION}", "success")):
        p.world.registry("update-ref", f"refs/tags/{tag}", "main")
        results = p.run("ci", by="push", ref=f"refs/tags/{tag}")
        check(f"packages of {tag}: {expect}", results["package"].status == expect, results["package"].log)
        check(f"release of {tag}", results["release"].status == ("skipped" if expect == "failure" else "success"), results["release"].log)
    said = (p.folder / "gh.log").read_text()
    check("released once, with all files", said.count("release create") == 1 and said.count(".tar.gz") == 2 and "SHA256SUMS" in said, said)
    check("the token went by the environment", TOKEN not in said)
    check("provenance covers them", len(p.world.attested) == 5, str(p.world.attested))


def setup_action(p):
    """What setup-mlpipe installs is what its SHA-256 says; another file, version or address is refused."""
    releases = p.folder / "mirror"
    shutil.copytree(Built.release, releases)
    archive, sums = next(releases.glob("*.tar.gz")), releases / "SHA256SUMS"
    stated = sums.read_text().split()[0]

    def install(expect, said="", version="", base=f"file://{releases}"):
        p.world.commit({".mlpipe-version": version}, "version")
        result = p.train(expect=expect, variables={"MLPIPE_RELEASES": base})
        check(f"it says {said!r}", said in result.log, result.log)

    # In the repository of mlpipe itself, without another address: built. Here by a cmake that unpacks the release.
    cmake = p.folder / "programs/cmake"
    cmake.write_text(f'#!/bin/sh\necho "cmake $*"\n[ "$1" != --build ] || {{ mkdir -p build/release && tar -xzf {archive} -C build/release '
                     "--strip-components=2; }\n")
    cmake.chmod(0o755)
    p.world.commit({"CMakePresets.json": "{}"}, "source")
    install("success", "cmake --build --preset release", base="")

    sums.write_text(sums.read_text().replace(stated, "0" * 64))
    install("failure", "is not the file whose SHA-256 is")
    install("success", version=f"{VERSION} {stated}\n")
    install("failure", "is not the file whose SHA-256 is", version=f"{VERSION} {'1' * 64}\n")
    sums.unlink()
    install("failure", "cannot get")
    install("failure", "cannot get", version="7.7.7\n")
    install("failure", "is no version", version="latest\n")
    install("failure", "https or file only", base=p.world.server_url)
    archive.write_bytes(archive.read_bytes()[:-9])
    install("failure", "is not the file whose SHA-256 is", version=f"{VERSION} {stated}\n")


def new_project(p):
    """mlpipe init in an empty repository, the three edits, and its own train-model runs end to end on a real file."""
    empty = p.folder / "empty"
    make(empty)
    git("init", "--quiet", cwd=empty)
    done = subprocess.run([Built.program, "init", "--repository", "acme/mlpipe"], cwd=empty, capture_output=True, text=True)
    check("init works", done.returncode == 0, done.stderr)
    files = {str(f.relative_to(empty)): f for f in empty.rglob("*") if f.is_file() and ".git/" not in str(f.relative_to(empty))}
    for name in ("train-model", "drift-check"):
        ours, theirs = ((root / f".github/workflows/{name}.yml").read_text().split("\n") for root in (SOURCE, empty))
        differ = [(a, b) for a, b in zip(ours, theirs) if a != b]
        check(f"{name}: one line differs", len(ours) == len(theirs) and len(differ) == 1, str(differ))
        check("it names the repository", f"uses: acme/mlpipe/.github/actions/setup-mlpipe@v{VERSION}" in differ[0][1], str(differ))
    found = policy.findings(empty)
    check("theirs keep the policy but for their own pin", len(found) == 3 and sum("not pinned" in line for line in found) == 2, str(found))
    p.world.commit({name: None for name in git("ls-files", cwd=p.world.checkout).split("\n")}, "nothing is left")
    p.world.commit(files, "mlpipe init")
    result = p.train(expect="failure", variables={"MLPIPE_RELEASES": ""})
    check("releases come from the repository of the action",
          f"/acme/mlpipe/releases/download/v{VERSION}/mlpipe-{VERSION}-linux-" in result.log, result.log)
    result = p.train(expect="failure")
    check("without data it says what to edit", any("get-data.sh" in text for text in result.annotations("error")), result.log)
    config = json.loads(files["config/pipeline.json"].read_text())
    config["data"]["source"] = "prices.csv.gz"
    p.world.commit({"config/pipeline.json": json.dumps(config), "prices.csv.gz": SOURCE / "data/sp500_daily.csv.gz"}, "my data")
    p.train(by="schedule")
    check("v1.0.0 is in production", p.world.production() == "v1.0.0")
    check("drift-check runs, too", p.drift(by="schedule")["drift"].steps["drift"]["outputs"]["checked"] == "true")
