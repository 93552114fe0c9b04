# For those without flakes: imports = [ /path/to/fw16-synth/modules ];
import ./nixos.nix
