/** What files of sound are called. */
export const SOUND_FILE = /\.(wav|wave|aif|aiff|aifc|flac|ogg|oga|mp3)$/i
