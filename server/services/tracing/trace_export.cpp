#include <server/services/tracing/trace_export.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/http/client/target_url.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace praetor::services {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::string_view part = "tracing";
constexpr milliseconds first_pause{1'000}, max_pause{30'000};

// By the protocol: what of a collector's refusals may be asked again.
bool is_temporary(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}

// A number of seconds; a date is passed over for the pause of our own.
std::optional<std::chrono::seconds> retry_after(http::outgoing_reply const& reply)
{
    auto const header =
        std::ranges::find(reply.headers, "retry-after", [](auto const& one) { return std::string_view{one.first}; });
    if (header == reply.headers.end())
        return std::nullopt;
    auto const& text = header->second;
    std::uint32_t seconds = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return failed == std::errc{} && end == text.data() + text.size() ? std::optional{std::chrono::seconds{seconds}}
                                                                     : std::nullopt;
}

milliseconds left_until(clock::time_point end)
{
    return std::max(milliseconds{1}, std::chrono::duration_cast<milliseconds>(end - clock::now()));
}

} // namespace

trace_export::trace_export(boost::asio::any_io_executor executor, thread_pool& threads, trace_options options)
    : options_(std::move(options)), threads_(threads), tracer_(options_.which, options_.max_waiting),
      random_(std::random_device{}()),
      loop_(std::move(executor), "trace_export", {.interval = options_.between}, [this] { return step(); })
{
    tracer_.when_waiting(options_.max_batch, [this] { loop_.wake(); });
}

trace_counts trace_export::counts() const noexcept
{
    auto all = counts_;
    all.dropped = tracer_.dropped();
    return all;
}

task<void> trace_export::step()
{
    do
        co_await send_batch();
    while (tracer_.waiting() >= options_.max_batch && !loop_.is_stopping());
}

task<void> trace_export::finish()
{
    co_await loop_.stop();
    while (tracer_.waiting() > 0)
        co_await send_batch();
}

task<void> trace_export::stop(milliseconds limit)
{
    try {
        co_await with_deadline(std::min(limit, options_.request_timeout), finish(),
                               "the last spans were not sent in time");
    }
    catch (error const& late) {
        note(late.text());
    }
    counts_.lost += std::exchange(in_flight_, 0) + tracer_.take(std::numeric_limits<std::size_t>::max()).size();
    if (counts_.lost + tracer_.dropped() > 0)
        log::warning(part, "{} spans were not told, {} more were too many to wait", counts_.lost, tracer_.dropped());
}

task<void> trace_export::send_batch()
{
    auto const batch = tracer_.take(options_.max_batch);
    if (batch.empty())
        co_return;
    auto const end = clock::now() + options_.batch_timeout;
    constexpr std::size_t about = 512; // bytes a span
    std::string body;
    counts_.lost += std::exchange(in_flight_, batch.size()); // those of a step that was given up
    co_await threads_.run_or_here(batch.size() * about,
                                  [&] { body = otlp_request(options_.encoding, options_.from, batch); });
    for (auto pause = first_pause;; pause = std::min(2 * pause, max_pause)) {
        auto const tried = co_await try_to_send(body, batch.size(), left_until(end));
        note(tried.failure);
        if (tried.failure.empty())
            co_return;
        auto const wait = tried.retry_after ? milliseconds{*tried.retry_after}
                                            : pause * std::uniform_int_distribution{50, 150}(random_) / 100;
        if (tried.is_final || loop_.is_stopping() || clock::now() + wait >= end) {
            counts_.lost += std::exchange(in_flight_, 0);
            co_return;
        }
        co_await loop_.rest(wait);
    }
}

task<trace_export::attempt> trace_export::try_to_send(std::string body, std::size_t count, milliseconds limit)
{
    http::outgoing_request wanted{.url = options_.url, .headers = options_.headers, .body = std::move(body)};
    wanted.headers.emplace_back("Content-Type", tracing::content_type_of(options_.encoding));
    wanted.total_timeout = std::min(limit, options_.request_timeout);
    wanted.connect_timeout = std::min(wanted.connect_timeout, wanted.total_timeout);
    wanted.idle_timeout = wanted.total_timeout;
    try {
        auto const reply = co_await client_.send(std::move(wanted));
        co_return judge(reply, count);
    }
    catch (http::outgoing_failure const& failed) {
        co_return attempt{.failure = failed.text(), .is_final = !failed.is_temporary()};
    }
}

trace_export::attempt trace_export::judge(http::outgoing_reply const& reply, std::size_t count)
{
    if (reply.status / 100 != 2)
        return {.failure = fmt::format("it answers {}", reply.status),
                .is_final = !is_temporary(reply.status),
                .retry_after = retry_after(reply)};
    in_flight_ = 0;
    auto const partial = tracing::read_partial_success(options_.encoding, reply.body);
    auto const rejected =
        partial ? std::clamp<std::int64_t>(partial->rejected, 0, static_cast<std::int64_t>(count)) : 0;
    counts_.sent += count - static_cast<std::uint64_t>(rejected);
    counts_.rejected += static_cast<std::uint64_t>(rejected);
    if (partial)
        log::warning(part, "the collector took all but {} of {} spans: {}", rejected, count, partial->why);
    return {};
}

// Once while it stays the same: collectors go away for hours.
void trace_export::note(std::string const& failure)
{
    if (failure == said_)
        return;
    auto const url = http::parse_target_url(options_.url);
    auto const whom = url ? url->shown() : std::string{};
    if (failure.empty())
        log::info(part, "{} takes spans again", whom);
    else
        log::warning(part, "{} takes no spans: {}", whom, failure);
    said_ = failure;
}

} // namespace praetor::services
