"""The packages of the wheel: everything under the one name ``gouji``; what needs no finding stands in pyproject.toml."""

from setuptools import find_packages, setup

FOLDERS = {
    "gouji": "extractor",
    "gouji.schemas": "schemas",
    "gouji.prompts": "prompts",
    "gouji.eval": "eval",
}

setup(
    package_dir=FOLDERS,
    packages=[
        name
        for package, folder in FOLDERS.items()
        for name in (package, *(f"{package}.{inner}" for inner in find_packages(folder)))
    ],
)
