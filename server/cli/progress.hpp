// One line on standard error that says how far a long command has come.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace praetor::cli {

// On a terminal the line is written over itself; elsewhere there is a new line every five seconds.
class progress
{
public:
    progress();
    ~progress();
    progress(progress const&) = delete;
    progress& operator=(progress const&) = delete;

    // A step that has come so far. `of` is the whole of it where that is known, and shown as a bar; else 0.
    void say(std::string_view step, std::int64_t done, std::int64_t of = 0);
    // Takes the line away.
    void end();

private:
    void write(std::string const& text);

    bool terminal_;
    std::string step_;
    std::size_t written_ = 0; // characters that stand on the line
    std::chrono::steady_clock::time_point last_;
};

} // namespace praetor::cli
