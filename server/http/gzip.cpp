#include <server/http/gzip.hpp>

#include <isa-l/igzip_lib.h>

#include <memory>
#include <random>
#include <vector>

namespace praetor::http {
namespace {

// From here on it pays to make codes for the text itself: level 1 of ISA-L, as good as libdeflate's in a quarter of its
// time.
constexpr std::size_t long_text = 16 * 1024;
constexpr std::size_t max_kept = std::size_t{1} << 20; // bytes of room that each thread keeps

// What gzip adds to bytes that can not be packed: its head and tail, and five bytes for each stored block.
constexpr std::size_t bound(std::size_t size)
{
    return size + size / 16'384 * 5 + 64;
}

// Of every kind of thing a reply has: keys, ids, times, flags, words.
constexpr std::string_view typical =
    R"({"id":"a330af15-3519-4ef0-ace7-9fa68c79114a","created":"2026-11-21T13:00:54.145442Z","updated":"2026-11-21T13:00:)"
    R"(54.145442Z","name":"lucid-caribou","flow_id":"c0d32a72-a88a-452c-aff8-4eae8376ae80","state_id":"01a1fe32-0801-7f2)"
    R"(c-9dde-7cb28c5b3e40","deployment_id":null,"work_queue_name":null,"flow_version":"1","parameters":{"wait":30,)"
    R"("where":"here"},"idempotency_key":null,"context":{},"empirical_policy":{"retries":0,"resuming":false,"pause_keys":)"
    R"([],"retry_type":null,"max_retries":0,"retry_delay":0,"retry_delay_seconds":0.0},"tags":["nightly"],"labels":)"
    R"({"prefect.flow.id":"c0d32a72-a88a-452c-aff8-4eae8376ae80"},"parent_task_run_id":null,"state_type":"RUNNING",)"
    R"("state_name":"Running","run_count":1,"expected_start_time":"2026-11-21T13:00:54.145443Z","start_time":"2026-11-21)"
    R"(T13:00:54.145443Z","end_time":null,"total_run_time":0.0,"estimated_run_time":53.942291,"auto_scheduled":false,)"
    R"("created_by":null,"work_pool_name":null,"state":{"id":"01a1fe32-0801-7f2c-9dde-7cb28c5b3e40","type":"RUNNING",)"
    R"("name":"Running","timestamp":"2026-11-21T13:00:54.145443Z","message":"All states completed.","data":null,)"
    R"("state_details":{"deferred":false,"cache_key":null,"retriable":null,"flow_run_id":"a330af15-3519-4ef0-ace7-9fa68c79)"
    R"(114a","task_run_id":null,"pause_timeout":null,"scheduled_time":null,"untrackable_result":false}},"job_variables":{}},)";

// Codes of Huffman made once, for the text that replies are: making them for a short one costs more than packing it.
isal_hufftables* codes_of_replies()
{
    static isal_hufftables codes = [] {
        std::string page;
        std::minstd_rand random;
        for (int run = 0; run < 8; ++run)
            for (char const c : typical)
                page += c >= '0' && c <= '9' ? static_cast<char>('0' + random() % 10) : c;
        isal_huff_histogram seen{};
        isal_update_histogram(reinterpret_cast<std::uint8_t*>(page.data()), static_cast<int>(page.size()), &seen);
        isal_hufftables made{};
        isal_create_hufftables(&made, &seen);
        return made;
    }();
    return &codes;
}

} // namespace

std::string gzip(std::string_view text)
{
    // Kept between replies: a string of this size would be filled with zeros first.
    thread_local std::vector<std::uint8_t> kept;
    std::unique_ptr<std::uint8_t[]> long_one;
    auto const room = bound(text.size());
    if (room > max_kept)
        long_one = std::make_unique_for_overwrite<std::uint8_t[]>(room);
    else if (kept.size() < room)
        kept.resize(room);
    auto* const packed = long_one ? long_one.get() : kept.data();
    isal_zstream stream;
    isal_deflate_stateless_init(&stream);
    thread_local std::vector<std::uint8_t> work(ISAL_DEF_LVL1_DEFAULT);
    if (text.size() < long_text)
        isal_deflate_set_hufftables(&stream, codes_of_replies(), IGZIP_HUFFTABLE_CUSTOM);
    else {
        stream.level = 1;
        stream.level_buf = work.data();
        stream.level_buf_size = static_cast<std::uint32_t>(work.size());
    }
    stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data())); // only read
    stream.avail_in = static_cast<std::uint32_t>(text.size());
    stream.next_out = packed;
    stream.avail_out = static_cast<std::uint32_t>(room);
    stream.end_of_stream = 1;
    stream.gzip_flag = IGZIP_GZIP;
    if (isal_deflate_stateless(&stream) != COMP_OK)
        return {};
    return {reinterpret_cast<char const*>(packed), stream.total_out};
}

} // namespace praetor::http
