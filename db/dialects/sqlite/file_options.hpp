// Which file of SQLite, and how it is treated.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace praetor::db::sqlite {

struct file_options
{
    std::string path;                               // a file, or ":memory:"
    std::size_t readers = 2;                        // threads that read beside the writer
    std::size_t max_group = 64;                     // transactions that share a commit
    std::size_t queue_limit = 4096;                 // waiting transactions, then errc::unavailable
    bool full_sync = false;                         // synchronous=FULL instead of NORMAL
    bool must_exist = false;                        // a file that is not there is an error
    std::chrono::milliseconds busy_timeout{60'000}; // for locks of other processes; zero waits for none
};

} // namespace praetor::db::sqlite
