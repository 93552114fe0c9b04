/** Key codes for the layers above, which know keys but not the kernel's other events. */
export { key, keyName } from '../linux/inputEventCodes.js';
