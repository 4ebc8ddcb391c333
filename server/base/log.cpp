#include <server/base/log.hpp>
#include <server/base/log_process.hpp>
#include <server/base/text/plain_line.hpp>

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include <array>
#include <memory>
#include <string>

namespace praetor::log {
namespace {

level least_level = level::warning;
std::string process; // with the blank behind it

constexpr std::array<spdlog::level::level_enum, 5> as_spdlog{
    spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err, spdlog::level::critical};
constexpr std::array<std::string_view, 5> names{"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};

spdlog::logger& logger()
{
    static auto const made = [] {
        auto one =
            std::make_unique<spdlog::logger>("praetor", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>());
        one->set_pattern("%H:%M:%S.%e | %v");
        one->set_level(spdlog::level::debug);
        return one;
    }();
    return *made;
}

} // namespace

void set_level(level least)
{
    least_level = least;
}

bool enabled(level of) noexcept
{
    return of >= least_level;
}

void set_process(std::string_view name)
{
    process = std::string{name} + ' ';
}

void write(level of, std::string_view part, std::string_view text)
{
    auto const at = static_cast<std::size_t>(of);
    logger().log(as_spdlog[at], "{:<7} | {}{} - {}", names[at], process, part, plain_line(text));
}

} // namespace praetor::log
