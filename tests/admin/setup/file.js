'use strict';

/** In the place of styles and images. */
module.exports = 'file';
