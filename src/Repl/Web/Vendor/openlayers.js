// What the explorer uses of OpenLayers. The bundle has this and what it needs.
export { default as Layer } from 'ol/layer/Layer.js';
export { default as Map } from 'ol/Map.js';
export { default as Projection } from 'ol/proj/Projection.js';
export { default as View } from 'ol/View.js';
export { defaults as interactions } from 'ol/interaction/defaults.js';
