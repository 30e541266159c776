//! Addresses for programs that can't choose one themselves.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// An unused address of this machine.
#[must_use]
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it is bound")
}
