mod conditions;
mod rules;
mod spread;
mod tree;
mod world;
