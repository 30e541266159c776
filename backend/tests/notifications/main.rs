//! What an address of the partner's is told, and what it is not, whatever fails or dies in between.

mod deliveries;
mod receiver;
mod rig;
mod told;
