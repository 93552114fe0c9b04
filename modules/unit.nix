# The unit that the package installs, as Nix has it: { Unit, Service, Install } with a text for each directive, and a list
# of texts for one that is repeated. So that every way of installing has the same unit, it is written down once.
{
  lib,
  template,
  program,
}:
let
  lines = lib.filter (line: line != "" && !lib.hasPrefix "#" line) (
    lib.splitString "\n" (builtins.readFile template)
  );

  read =
    state: line:
    let
      heading = builtins.match "\\[([A-Za-z]+)]" line;
      directive = builtins.match "([A-Za-z]+)=(.*)" line;
      name = builtins.head directive;
      value = lib.replaceStrings [ "@bindir@/fw16-synth" ] [ program ] (lib.last directive);
      section = state.sections.${state.section};
      earlier = lib.toList section.${name};
    in
    if heading != null then
      rec {
        section = builtins.head heading;
        sections = state.sections // {
          ${section} = { };
        };
      }
    else if directive != null then
      state
      // {
        sections = state.sections // {
          ${state.section} = section // {
            ${name} = if section ? ${name} then earlier ++ [ value ] else value;
          };
        };
      }
    else
      throw "${toString template}: this line is neither a heading nor a directive: ${line}";
in
(lib.foldl' read { sections = { }; } lines).sections
