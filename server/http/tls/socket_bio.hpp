// A socket as OpenSSL reads and writes it.
#pragma once

struct bio_st; // BIO of OpenSSL

namespace praetor::http {

// Of a stream socket, which stays open for as long as the BIO is used and is not closed with it. Never blocks and,
// unlike OpenSSL's own, never raises SIGPIPE. Null where there is no memory. Any thread.
bio_st* socket_bio(int descriptor);

} // namespace praetor::http
