# The settings as options, made of settings-schema.json, which is what `fw16-synth config schema` prints.
{ lib }:
let
  inherit (lib) types;

  schema = (lib.importJSON ./settings-schema.json).settings;
  presetKeys = lib.importJSON ./preset-settings.json;
  pathOf = lib.splitString ".";

  text = types.singleLineStr;
  # A path of Nix goes into the store; `~/` at the beginning of a text is the home folder. A service has no folder that a
  # relative path would be of use in.
  path = types.either types.path (types.strMatching "~/.+");

  # The schema tells what a field of a list may hold in words.
  fieldType =
    allowed:
    let
      words = builtins.match "one of (.*)" allowed;
      range = builtins.match "a number from ([0-9.-]+) to ([0-9.-]+)" allowed;
      number = index: builtins.fromJSON (builtins.elemAt range index);
    in
    if words != null then
      types.enum (lib.splitString ", " (builtins.head words))
    else if range != null then
      types.numbers.between (number 0) (number 1)
    else if allowed == "true or false" then
      types.bool
    else if allowed == "a path that begins with /" then
      types.path
    else
      text;

  fieldOption =
    allowed:
    let
      optional = lib.hasSuffix "; may be left out" allowed;
      type = fieldType (lib.removeSuffix "; may be left out" allowed);
    in
    lib.mkOption (
      {
        type = if optional then types.nullOr type else type;
        description = "Must be ${allowed}.";
      }
      // lib.optionalAttrs optional { default = null; }
    );

  typeOf =
    setting:
    {
      integer = types.ints.between setting.minimum setting.maximum;
      number = types.numbers.between setting.minimum setting.maximum;
      boolean = types.bool;
      enum = types.enum setting.values;
      text =
        {
          # Empty is a choice, too: no file, or what comes with the program.
          path = types.either path (types.enum [ "" ]);
          "HOST:PORT" = types.strMatching ".+:[0-9]{1,5}";
        }
        .${setting.meaning or ""} or text;
      list = types.listOf (types.submodule { options = lib.mapAttrs (_: fieldOption) setting.fields; });
    }
    .${setting.type};

  describe =
    setting:
    lib.concatStringsSep " " (
      [ setting.doc ]
      ++ lib.optional (setting ? unit) "In ${setting.unit}."
      ++ [ "Unless it is set, the program takes `${builtins.toJSON setting.default}`." ]
      ++ lib.optional (
        setting.applies == "restart"
      ) "A change takes effect when the instrument is started again."
      ++ lib.optional setting.planned "This version does nothing with it yet."
    );

  option =
    setting:
    lib.mkOption {
      type = types.nullOr (typeOf setting);
      default = null;
      description = describe setting;
    };

  tree =
    values: lib.foldl' (all: key: lib.recursiveUpdate all (lib.setAttrByPath (pathOf key) values.${key})) { } (lib.attrNames values);

  withoutNull =
    value:
    if lib.isList value then
      map withoutNull value
    else if lib.isAttrs value && !lib.isDerivation value then
      lib.mapAttrs (_: withoutNull) (lib.filterAttrs (_: inner: inner != null) value)
    else
      value;

  # Those that are set of these keys, by their keys.
  given =
    keys: values:
    withoutNull (lib.filterAttrs (_: value: value != null) (lib.genAttrs keys (key: lib.attrByPath (pathOf key) null values)));

  restartKeys = lib.attrNames (lib.filterAttrs (_: setting: setting.applies == "restart") schema);
in
{
  drivers = schema."audio.driver".values;
  octaves = typeOf schema."input.keyboard.base_octave";
  programs = typeOf schema."performance.program";
  inherit path;

  # For the option `settings`: every setting, and the other names that the program knows some of them by.
  type = types.submodule {
    options = tree (lib.mapAttrs (_: option) schema);
    imports = lib.concatLists (
      lib.mapAttrsToList (
        key: setting: map (name: lib.mkAliasOptionModule (pathOf name) (pathOf key)) setting.otherNames
      ) schema
    );
  };

  # What goes into the configuration file: only what is set.
  written = values: tree (given (lib.attrNames schema) values);

  # Of that, what takes effect at a start only. A reload is enough for the rest.
  fixedAtStart = given restartKeys;

  # For one preset; what it does not set stays as it is when it is loaded.
  presetType = types.submodule {
    options = {
      description = lib.mkOption {
        type = text;
        default = "";
        description = "One line of at most 500 characters.";
      };
      tags = lib.mkOption {
        type = types.listOf text;
        default = [ ];
        example = [ "organ" ];
        description = "Words to find it by, at most 16.";
      };
      favourite = lib.mkOption {
        type = types.bool;
        default = false;
        description = "Whether it is listed among the first.";
      };
      settings = lib.mapAttrs (
        _: key:
        lib.mkOption {
          type = types.nullOr (typeOf schema.${key});
          default = null;
          description = schema.${key}.doc;
        }
      ) presetKeys;
    };
  };

  writtenPreset = withoutNull;
}
