/** What the player changes while playing, told when it has changed. Belongs to the play thread. */
import type { Performer } from '../performance/performer.js';
import type { VelocityMode } from '../performance/velocity/settings.js';
import type { Synthesizer } from '../synthesizer/synthesizer.js';
import type { ChannelPrograms } from './channelPrograms.js';
import type { EngineSettings, PlayState } from './messages.js';

export class PlayStateWatch {
  /** What commands set and nothing else knows. */
  gainDb: number;
  velocityMode: VelocityMode;
  /** The name is asked for only when something may have changed it. */
  programNameIsOld = true;

  private readonly performer: Performer;
  private readonly programs: ChannelPrograms;
  private readonly synthesizer: Synthesizer;
  private readonly channel: number;
  private told: PlayState | undefined;

  constructor(
    settings: EngineSettings,
    performer: Performer,
    programs: ChannelPrograms,
    synthesizer: Synthesizer,
  ) {
    this.performer = performer;
    this.programs = programs;
    this.synthesizer = synthesizer;
    this.channel = settings.performer.channel;
    this.gainDb = settings.audio.gainDb;
    this.velocityMode = settings.performer.velocity.mode;
  }

  /** The state if it is not what it was at the last call, else undefined. Allocates only when it has changed. */
  take(): PlayState | undefined {
    const { told } = this;
    if (told !== undefined && !this.programNameIsOld && this.sameAs(told)) return undefined;
    const state = this.read(told);
    this.programNameIsOld = false;
    const renamed = told === undefined || state.programName !== told.programName;
    if (!renamed && this.sameAs(told)) return undefined;
    this.told = state;
    return state;
  }

  private read(told: PlayState | undefined): PlayState {
    const { performer, programs, channel } = this;
    const bank = programs.bank(channel);
    const program = programs.program(channel);
    const sameProgram = told?.bank === bank && told.program === program && !this.programNameIsOld;
    return {
      octave: performer.octave,
      transpose: performer.transpose,
      bank,
      program,
      programName: sameProgram ? told.programName : this.synthesizer.programName(channel),
      sustain: performer.sustain,
      layer: performer.layer,
      arpeggiator: performer.arpeggiator,
      tempo: performer.tempo,
      velocityMode: this.velocityMode,
      gainDb: this.gainDb,
    };
  }

  private sameAs(told: PlayState): boolean {
    const { performer, programs, channel } = this;
    return (
      told.octave === performer.octave &&
      told.transpose === performer.transpose &&
      told.bank === programs.bank(channel) &&
      told.program === programs.program(channel) &&
      told.sustain === performer.sustain &&
      told.layer === performer.layer &&
      told.arpeggiator === performer.arpeggiator &&
      told.tempo === performer.tempo &&
      told.velocityMode === this.velocityMode &&
      told.gainDb === this.gainDb
    );
  }
}
