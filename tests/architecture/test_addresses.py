from collections.abc import Callable, Sequence

import pytest

from architecture.rules import addresses
from architecture.rules.sources import File, NothingToCheck, Violations, tracked

pytestmark = pytest.mark.architecture

Rule = Callable[[Sequence[File]], Violations]
RULES: list[Rule] = [
    addresses.no_registry_host,
    addresses.no_developer_path,
    addresses.locks_hold_versions_and_hashes,
]
DIGEST = "a" * 64


def lock(*lines: str) -> File:
    return File("requirements/product.txt", "\n".join(lines))


def page(*parts: str) -> File:
    """Joined here, so that this file doesn't hold what it forbids."""
    return File("docs/page.md", "".join(parts))


GOOD: list[tuple[Rule, File]] = [
    (addresses.no_registry_host, page("a package from PyPI, https://kafka.apache.org and localhost:8080")),
    (addresses.no_developer_path, page("/usr/lib/jvm, /tmp/x, ${ROOT}/work/x, https://x.example/home/page, a/home/b")),
    (addresses.locks_hold_versions_and_hashes, lock("a-b.c==1.2.3 \\", f"    --hash=sha256:{DIGEST}", "")),
    (addresses.locks_hold_versions_and_hashes, lock("uvicorn[standard]==1.0.post1+cpu ; sys_platform == 'win32' \\")),
    (addresses.locks_hold_versions_and_hashes, lock("click==8.3.3")),
]
BAD: list[tuple[Rule, File]] = [
    (addresses.no_registry_host, page("https://py", "pi.org/simple")),
    (addresses.no_registry_host, page("https://files.python", "hosted.org/x.whl")),
    (addresses.no_registry_host, page("https://registry.", "npmjs.org/svelte")),
    (addresses.no_registry_host, page("https://repo1.mav", "en.org/maven2")),
    (addresses.no_registry_host, page("https://company.example/", "art", "ifactory.x")),
    (addresses.no_developer_path, page("see /ho", "me/somebody/parley")),
    (addresses.no_developer_path, page("'/Us", "ers/somebody'")),
    (addresses.no_developer_path, page("path=/ro", "ot/parley")),
    (addresses.no_developer_path, page("C:\\Us", "ers\\somebody")),
    (addresses.locks_hold_versions_and_hashes, lock("--index-url https://index.example")),
    (addresses.locks_hold_versions_and_hashes, lock("a @ https://index.example/a.whl")),
    (addresses.locks_hold_versions_and_hashes, lock("a>=1")),
    (addresses.locks_hold_versions_and_hashes, lock("-e ./here")),
    (addresses.locks_hold_versions_and_hashes, lock("    --hash=md5:00")),
    (addresses.locks_hold_versions_and_hashes, lock("# made by somebody")),
]


@pytest.mark.parametrize("rule", RULES)
def test_the_repository_keeps_the_rule(rule: Rule) -> None:
    assert rule(tracked()) == []


@pytest.mark.parametrize(("rule", "file"), GOOD)
def test_a_good_file_passes(rule: Rule, file: File) -> None:
    assert rule([file]) == []


@pytest.mark.parametrize(("rule", "file"), BAD)
def test_a_bad_file_fails(rule: Rule, file: File) -> None:
    assert len(rule([file])) == 1


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_over_nothing_fails(rule: Rule) -> None:
    with pytest.raises(NothingToCheck):
        rule([])
