# For those without flakes: nix-build, or nix-env -if default.nix
{
  pkgs ? import (import ./pkgs/locked-nixpkgs.nix) { },
}:
pkgs.callPackage ./pkgs/fw16-synth/package.nix { }
