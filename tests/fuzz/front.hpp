// The whole server in one thread, without a port: sessions over a pair of sockets, the real routes, SQLite in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace praetor::fuzz {

class front
{
public:
    front();
    ~front();

    // Serves one connection that sends these bytes, the rest once the server has said something, and then nothing more;
    // gives what the server said on it. What it did to the database is undone. Ends the process where the connection
    // does not come to its end.
    std::string serve(std::string_view bytes, std::string_view rest = {});

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

// Ends the process, as a finding, where `said` holds an answer that puts a fault on the server (5xx).
void require_no_server_fault(std::string_view said);

} // namespace praetor::fuzz
