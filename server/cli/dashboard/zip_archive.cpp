#include <server/cli/dashboard/zip_archive.hpp>

#include <server/base/error.hpp>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

namespace praetor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_entry = std::size_t{256} << 20; // bytes of one file: a damaged size takes no more memory
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;

[[noreturn]] void refuse(std::string_view why)
{
    throw error{errc::unavailable, std::string{why}};
}

// The bytes of an archive; everything that is read must lie within them. Numbers are little-endian.
class archive_bytes
{
public:
    explicit archive_bytes(std::string bytes) : bytes_(std::move(bytes)) {}

    std::string_view part(std::size_t at, std::size_t size) const
    {
        if (at > bytes_.size() || size > bytes_.size() - at)
            refuse("it ends too early");
        return std::string_view{bytes_}.substr(at, size);
    }
    std::uint16_t two(std::size_t at) const { return static_cast<std::uint16_t>(number(part(at, 2))); }
    std::uint32_t four(std::size_t at) const { return number(part(at, 4)); }

    // Where the record that ends an archive begins; behind it there is a comment of up to 65,535 bytes.
    std::size_t end_record() const
    {
        constexpr std::size_t size = 22;
        constexpr std::size_t max_comment = 65'535;
        auto const from = bytes_.size() - std::min(bytes_.size(), size + max_comment);
        auto const at = std::string_view{bytes_}.substr(from).rfind("PK\5\6");
        if (at == std::string_view::npos)
            refuse("it is no zip archive");
        part(from + at, size);
        return from + at;
    }

private:
    static std::uint32_t number(std::string_view bytes)
    {
        std::uint32_t value = 0;
        for (auto one = bytes.rbegin(); one != bytes.rend(); ++one)
            value = value << 8 | static_cast<unsigned char>(*one);
        return value;
    }

    std::string bytes_;
};

// What the central directory says of a file.
struct entry
{
    std::string_view name;
    std::uint16_t method = 0;
    std::uint32_t checksum = 0;
    std::uint32_t packed_size = 0;
    std::uint32_t size = 0;
    std::uint32_t at = 0; // of its local header
};

std::string inflate(std::string_view packed, std::size_t size)
{
    std::string text(size, '\0');
    auto const stream = std::make_unique<inflate_state>();
    isal_inflate_init(stream.get());
    stream->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(packed.data())); // only read
    stream->avail_in = static_cast<std::uint32_t>(packed.size());
    stream->next_out = reinterpret_cast<std::uint8_t*>(text.data());
    stream->avail_out = static_cast<std::uint32_t>(text.size());
    if (isal_inflate_stateless(stream.get()) != ISAL_DECOMP_OK || stream->avail_out != 0)
        refuse("a file in it is damaged");
    return text;
}

std::string contents(archive_bytes const& archive, entry const& one)
{
    constexpr std::size_t local_header = 30;
    if (archive.part(one.at, 4) != "PK\3\4")
        refuse("a file in it is damaged");
    auto const at = one.at + local_header + archive.two(one.at + 26) + archive.two(one.at + 28);
    auto const packed = archive.part(at, one.packed_size);
    if (one.size > max_entry)
        refuse("a file in it is larger than any of Prefect's");
    if (one.method != stored && one.method != deflated)
        refuse("a file in it is packed in another way than wheels are");
    auto text = one.method == stored ? std::string{packed} : inflate(packed, one.size);
    auto const checksum = crc32_gzip_refl(0, reinterpret_cast<unsigned char const*>(text.data()), text.size());
    if (text.size() != one.size || checksum != one.checksum)
        refuse("a file in it is damaged");
    return text;
}

// Below `into`, and nowhere else.
fs::path place_of(std::string_view name, fs::path const& into)
{
    fs::path const relative{name};
    if (relative.empty() || relative.is_absolute() || std::ranges::find(relative, fs::path{".."}) != relative.end() ||
        name.find('\0') != std::string_view::npos)
        refuse("a file in it is named to lie elsewhere");
    return into / relative;
}

void write_file(fs::path const& to, std::string_view text)
{
    fs::create_directories(to.parent_path());
    std::ofstream file{to, std::ios::binary};
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file)
        refuse(to.string() + " can not be written");
}

void unpack(archive_bytes const& archive, fs::path const& into)
{
    auto const end = archive.end_record();
    auto const entries = archive.two(end + 10);
    std::size_t at = archive.four(end + 16);
    if (entries == 0xffff || at == 0xffffffff)
        refuse("it is of zip64, which wheels of Prefect are not");
    for (unsigned i = 0; i < entries; ++i) {
        constexpr std::size_t header = 46;
        if (archive.part(at, 4) != "PK\1\2")
            refuse("its list of files is damaged");
        if ((archive.two(at + 8) & 1) != 0)
            refuse("a file in it is encrypted");
        auto const name_size = archive.two(at + 28);
        entry const one{archive.part(at + header, name_size),
                        archive.two(at + 10),
                        archive.four(at + 16),
                        archive.four(at + 20),
                        archive.four(at + 24),
                        archive.four(at + 42)};
        auto const to = place_of(one.name, into);
        if (one.name.ends_with('/'))
            fs::create_directories(to);
        else
            write_file(to, contents(archive, one));
        at += header + name_size + archive.two(at + 30) + archive.two(at + 32);
    }
}

} // namespace

void unpack_zip(fs::path const& archive, fs::path const& into)
{
    std::ifstream file{archive, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    if (!file)
        refuse(archive.string() + " can not be read");
    try {
        fs::create_directories(into);
        unpack(archive_bytes{std::move(bytes)}, into);
    }
    catch (error const& why) {
        throw error{errc::unavailable, archive.string() + " can not be unpacked: " + why.what()};
    }
}

} // namespace praetor::cli
