#include <server/cli/progress.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace praetor::cli {
namespace {

constexpr std::chrono::milliseconds between{100};
constexpr std::chrono::seconds between_lines{5};
constexpr std::int64_t bar_width = 30;

} // namespace

progress::progress() : terminal_(isatty(STDERR_FILENO) != 0), last_(std::chrono::steady_clock::now()) {}

progress::~progress()
{
    end();
}

void progress::say(std::string_view step, std::int64_t done, std::int64_t of)
{
    auto const now = std::chrono::steady_clock::now();
    if (!terminal_) {
        if (now - last_ >= between_lines) {
            last_ = now;
            fmt::print(stderr, "{}\n", of > 0 ? fmt::format("{}  {} of {}", step, done, of) : std::string{step});
        }
        return;
    }
    if (step == step_ && now - last_ < between)
        return;
    step_ = step;
    last_ = now;
    if (of > 0) {
        auto const filled = static_cast<std::size_t>(bar_width * std::min(done, of) / of);
        write(fmt::format("[{:<30}] {:3} %  {}  {}", std::string(filled, '#'), 100 * std::min(done, of) / of, step,
                          done));
    }
    else
        write(done > 0 ? fmt::format("{}  {}", step, done) : std::string{step});
}

void progress::write(std::string const& text)
{
    fmt::print(stderr, "\r{:<{}}", text, std::max(text.size(), written_));
    std::fflush(stderr);
    written_ = text.size();
}

void progress::end()
{
    if (written_ > 0)
        fmt::print(stderr, "\r{:<{}}\r", "", written_);
    written_ = 0;
    step_.clear();
}

} // namespace praetor::cli
