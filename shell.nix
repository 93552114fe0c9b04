# For those without flakes: nix-shell
{
  pkgs ? import (import ./pkgs/locked-nixpkgs.nix) { },
}:
import ./pkgs/dev-shell.nix { inherit pkgs; }
